import { stat } from 'node:fs/promises';
import type { FileInfo, MlflowClient } from 'mlflow-js-client';
import type { RunArtifact } from '../runs/artifacts-of-trial.ts';
import { digestOf, fileDigest } from './file-digest.ts';

/** Compares the files of a run with those expected, by size and then by content; returns how many were expected. */
export async function compareArtifacts(
  client: MlflowClient,
  runId: string,
  expected: readonly RunArtifact[],
  differ: (what: string, expected: string, received: string) => void,
): Promise<number> {
  const present = new Map<string, FileInfo>();
  for await (const file of allArtifacts(client, runId)) present.set(file.path, file);
  for (const { artifact, source } of expected) {
    const found = present.get(artifact);
    present.delete(artifact);
    const what = `artifact ${artifact}`;
    const size = typeof source === 'string' ? (await stat(source)).size : source.length;
    if (found === undefined) {
      differ(what, `${size} bytes`, 'no file');
      // Servers leave the size of an empty file out.
    } else if ((found.fileSize ?? 0) !== size) {
      differ(what, `${size} bytes`, `${found.fileSize ?? 0} bytes`);
    } else {
      const want = typeof source === 'string' ? await fileDigest(source) : await digestOf(bytes(source));
      const got = await digestOf(await client.downloadArtifact(runId, artifact, { maxBytes: size }));
      if (want !== got) differ(what, `sha256 ${want}`, `sha256 ${got}`);
    }
  }
  for (const path of present.keys()) differ(`artifact ${path}`, 'no such file', 'a file');
  return expected.length;
}

async function* bytes(source: Uint8Array): AsyncGenerator<Uint8Array> {
  yield source;
}

/** Every file of a run, folder by folder. */
async function* allArtifacts(client: MlflowClient, runId: string, path?: string): AsyncGenerator<FileInfo> {
  for (const file of await client.listArtifacts(runId, path)) {
    if (file.isDir) yield* allArtifacts(client, runId, file.path);
    else yield file;
  }
}
