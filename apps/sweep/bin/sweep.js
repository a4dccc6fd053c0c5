#!/usr/bin/env node
// Plain JavaScript: an old Node must be able to read this far.
const oldest = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < oldest) {
  console.error(
    `Node: expected version ${oldest} or newer, received ${process.versions.node}. ` +
      'Run this with npx from the project folder, which has a Node of its own once `npm run setup` is done.',
  );
  process.exitCode = 2;
} else {
  const { ensureUsableCache } = await import('../src/usable-cache.ts');
  ensureUsableCache(process.env, (line) => process.stderr.write(`${line}\n`));
  const { keepCompiledModules } = await import('../src/compile-cache.ts');
  // Before anything large is loaded.
  keepCompiledModules(process.env);
  const { main } = await import('../src/main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
