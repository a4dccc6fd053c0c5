export default {
  extensions: { ts: 'module', mjs: true },
  files: ['**/test/**/*.test.ts'],
  workerThreads: false,
  timeout: '10m',
  concurrency: 2,
};
