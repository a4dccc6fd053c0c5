import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contestant, startContestant } from './contestant.ts';
import { lastCore } from './machine.ts';
import { ONE_THREAD, peerPython } from './peer-environment.ts';
import { median } from './statistics.ts';
import { digits, markdownTable } from './table.ts';
import type { PeerForm, Work } from './works.ts';

export interface StepOptions {
  readonly repeats: number;
  /** Of one measurement. */
  readonly seconds: number;
  readonly folder: string;
}

const PEERS = ['jax', 'torch', 'torch-compile'] as const;
/** Compared in the covariance form too. */
const COVARIANCE_PEERS = ['jax', 'torch'] as const;
const TITLES = { jax: 'JAX', torch: 'PyTorch', 'torch-compile': 'torch.compile' };

/** Largest difference of two objectives that counts as the same, relative to the larger of 1 and the objective. */
const TOLERANCE = 1e-3;

interface Entry {
  readonly title: string;
  measure(): Promise<number>;
  readonly taken: number[];
}

/** Single steps and packs, everyone on one pinned core in turn; a Markdown table, and the versions of all. */
export async function comparePeerSteps(works: readonly Work[], options: StepOptions): Promise<string> {
  const python = peerPython();
  const core = lastCore();
  const ours = await startContestant({
    name: 'ours',
    command: [process.execPath, join(import.meta.dirname, 'our-answers.ts')],
    core,
  });
  const script = join(import.meta.dirname, '..', 'peers', 'answer.py');
  const peers = new Map<string, Contestant>();
  for (const name of PEERS) {
    peers.set(name, await startContestant({ name, command: [python, script, name], core, environment: ONE_THREAD }));
  }
  const rows: string[][] = [];
  for (const work of works) {
    rows.push(await compareOne(work, ours, peers, options));
    console.error(rows.at(-1)?.join('  '));
  }
  const versions = [ours, ...peers.values()].map(({ version }) => version).join('; ');
  await Promise.all([ours, ...peers.values()].map((contestant) => contestant.close()));
  const header = [
    'ms a step, one thread',
    'ours',
    ...PEERS.map((peer) => TITLES[peer]),
    'best peer / ours',
    ...COVARIANCE_PEERS.map((peer) => `${TITLES[peer]}, covariance form`),
    'best of these / ours',
    'GPU',
  ];
  return `${markdownTable(header, rows)}\n\n${versions}.`;
}

async function compareOne(
  work: Work,
  ours: Contestant,
  peers: ReadonlyMap<string, Contestant>,
  { repeats, seconds, folder }: StepOptions,
): Promise<string[]> {
  const at = join(folder, work.name);
  const entry = (title: string, contestant: Contestant | undefined, question: object): Entry => ({
    title,
    taken: [],
    async measure() {
      if (!contestant) throw new Error(`${title} is not running`);
      return (await contestant.ask<{ milliseconds: number }>({ do: 'time', seconds, ...question })).milliseconds;
    },
  });
  const entries = [entry('ours', ours, { work: work.name, form: 'compiled' })];
  if (work.peerForms.length > 0) {
    await ours.ask({ do: 'record', work: work.name, folder: at });
    for (const form of work.peerForms) {
      for (const name of form === 'batch' ? PEERS : COVARIANCE_PEERS) {
        const peer = peers.get(name);
        await requireSameLosses(work, form, at, peer);
        entries.push(entry(`${name} ${form}`, peer, { work: at, form, steps: work.stepsPerCall }));
      }
    }
  }
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { measure, taken } of entries) taken.push(await measure());
  }
  for (const peer of peers.values()) {
    for (const form of work.peerForms) await peer.ask({ do: 'forget', work: at, form });
  }
  const of = (title: string) => median(entries.find((candidate) => candidate.title === title)?.taken ?? []);
  const mine = of('ours');
  const compared = (form: PeerForm, names: readonly string[]) => {
    const times = names.map((peer) => of(`${peer} ${form}`));
    return [...times, Math.min(...times) / mine].map(digits);
  };
  return [work.title, digits(mine), ...compared('batch', PEERS), ...compared('covariance', COVARIANCE_PEERS), ''];
}

/** @throws Error where a peer's objectives over the recorded steps are not ours */
async function requireSameLosses(
  work: Work,
  form: PeerForm,
  folder: string,
  peer: Contestant | undefined,
): Promise<void> {
  const recorded: { fields: { objectives: number[][] } } = JSON.parse(readFileSync(join(folder, 'work.json'), 'utf8'));
  const answer = await peer?.ask<{ objectives: number[][] }>({ do: 'check', work: folder, form });
  for (const [step, expected] of recorded.fields.objectives.entries()) {
    for (const [member, value] of expected.entries()) {
      const received = answer?.objectives[step]?.[member] ?? Number.NaN;
      if (Math.abs(received - value) <= TOLERANCE * Math.max(1, Math.abs(value))) continue;
      throw new Error(`${work.name}, ${peer?.name} ${form}: step ${step + 1}: expected ${value}, received ${received}`);
    }
  }
}
