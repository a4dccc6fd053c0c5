import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { $, which } from 'zx';
import { digestOf, type SetupContext, type Step, setupFile, Unsupported } from './step.ts';

const MINIMUM_PYTHON = [3, 10] as const;

export const pythonFolder = ({ root }: SetupContext) => join(root, '.venv');
const requirements = (context: SetupContext) => setupFile(context, 'requirements-uv.txt');

/** A Python environment in .venv with uv, which installs Python packages by hash without pip's help. */
export const uv: Step = {
  title: 'uv',
  digest: (context) => digestOf([readFileSync(requirements(context))]),
  stamp: (context) => join(pythonFolder(context), 'uv.stamp'),
  async run(context) {
    const folder = pythonFolder(context);
    // What else lives in a working environment stays; one that stopped half way is made again.
    if (!existsSync(join(folder, 'bin', 'uv'))) {
      const python = await findPython();
      const made = await $({ nothrow: true, quiet: true })`${python} -m venv --clear ${folder}`;
      if (made.exitCode !== 0) {
        throw new Unsupported(
          `${python} cannot make an environment with pip (on Debian and Ubuntu: install python3-venv): ${lastLine(made.stderr || made.stdout)}`,
        );
      }
    }
    await $({
      quiet: true,
    })`${join(folder, 'bin', 'python')} -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r ${requirements(context)}`;
  },
};

async function findPython(): Promise<string> {
  const found: string[] = [];
  for (const name of ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']) {
    const path = await which(name, { nothrow: true });
    if (path === null) continue;
    const asked = await $({ nothrow: true, quiet: true })`${path} -c ${'import sys; print(*sys.version_info[:2])'}`;
    const [major = 0, minor = 0] = asked.stdout.trim().split(' ').map(Number);
    if (major === MINIMUM_PYTHON[0] && minor >= MINIMUM_PYTHON[1]) return path;
    found.push(`${major}.${minor}`);
  }
  const received = found.length > 0 ? found.join(', ') : 'none';
  throw new Unsupported(`Python: expected ${MINIMUM_PYTHON.join('.')} or later, received ${received}`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** uv reads no PIP_ variables: a mirror, certificate or timeout set for pip alone is passed on. */
export function withPipSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PIP_INDEX_URL, PIP_FIND_LINKS, PIP_CERT, PIP_DEFAULT_TIMEOUT } = environment;
  const settings = {
    UV_DEFAULT_INDEX: environment.UV_INDEX_URL ?? PIP_INDEX_URL,
    UV_FIND_LINKS: PIP_FIND_LINKS,
    SSL_CERT_FILE: PIP_CERT,
    UV_HTTP_TIMEOUT: PIP_DEFAULT_TIMEOUT,
  };
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value));
  return { ...given, ...environment };
}
