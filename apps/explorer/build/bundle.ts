import { rolldown } from 'rolldown';

export interface Bundle {
  /** One classic script. */
  readonly code: string;
  /** Absolute paths of what is in it. */
  readonly modules: readonly string[];
}

/** A module with all it imports as one script. @throws Error for anything the bundler warns of, such as a module of Node */
export async function bundle(entry: string): Promise<Bundle> {
  await using build = await rolldown({
    input: entry,
    platform: 'browser',
    treeshake: { moduleSideEffects: false },
    onLog: (level, { message }) => {
      throw new Error(`${entry}: ${level}: ${message}`);
    },
  });
  const { output } = await build.generate({ format: 'iife', minify: true });
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error(`${entry} became ${output.length} files`);
  return { code: chunk.code.trim(), modules: Object.keys(chunk.modules) };
}
