/**
 * Runs docs/python.md as a reader would, from top to bottom in one folder and one Python session: its commands, and its Python code
 * but for blocks that need more than the packages of requirements-docs.txt.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pinnedPython } from '../../tools/python/pinned-environment.ts';
import { type CodeBlock, codeBlocks, importedPackages } from './code-blocks.ts';

const EXAMPLES = resolve(import.meta.dirname, '..');
const ROOT = resolve(EXAMPLES, '..');
const PAGE = join(ROOT, 'docs', 'python.md');
/** What the environment has, and what comes with Python. */
const AVAILABLE: readonly string[] = ['json', 'numpy', 'pandas', 'pathlib', 'safetensors'];

const python = pinnedPython({
  folder: join(EXAMPLES, '.venv', 'docs'),
  requirements: join(EXAMPLES, 'requirements-docs.txt'),
  what: 'numpy, pandas, pyarrow and safetensors (about 100 MB)',
});
const folder = mkdtempSync(join(tmpdir(), 'python-docs-'));
try {
  process.exitCode = runPage(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function runPage(directory: string): number {
  // The reader is in the project's folder; what the page writes goes to one that is removed.
  for (const name of ['node_modules', 'experiments']) symlinkSync(join(ROOT, name), join(directory, name));
  const blocks = codeBlocks(readFileSync(PAGE, 'utf8'));
  const runnable = blocks.filter(
    ({ language, text }) => language === 'commands' || importedPackages(text).every((name) => AVAILABLE.includes(name)),
  );
  const script = join(directory, 'page.py');
  writeFileSync(script, scriptOf(runnable));
  const bin = join(ROOT, 'node_modules', '.bin');
  const { status } = spawnSync(python, [script], {
    cwd: directory,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: bin + delimiter + process.env.PATH,
      MLFLOW_TRACKING_URI: 'off',
      INIT_CWD: directory,
    },
  });
  const ran = runnable.filter(({ language }) => language === 'python').length;
  const left = blocks.filter((block) => !runnable.includes(block)).map(({ line }) => line);
  console.log(`${ran} Python blocks run, those at the lines ${left.join(', ')} need other packages and were not.`);
  if (status !== 0) console.log('docs/python.md does not run as it is written.');
  return status === 0 && ran > 0 ? 0 : 1;
}

/** One session: what a block defines, those behind it use. */
function scriptOf(blocks: readonly CodeBlock[]): string {
  const parts = blocks.map(({ language, text, line }) => {
    const said = `print('--- docs/python.md:${line}', flush=True)\n`;
    if (language === 'python') return said + text;
    // A list and no shell: the page's commands have no quotes.
    return `${said}subprocess.run(${JSON.stringify(text.split(' ').filter(Boolean))}, check=True)\n`;
  });
  return `import subprocess\n${parts.join('\n')}`;
}
