export default {
  extensions: ['ts'],
  files: ['**/test/**/*.test.ts', '**/test-{redis,slurm,postgresql}/**/*.test.ts'],
  workerThreads: false,
  timeout: '10m',
  concurrency: 2,
};
