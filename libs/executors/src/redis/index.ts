export { codeText } from './code-agreement.ts';
export { type AddressParts, type RedisAddress, redisAddress } from './redis-address.ts';
export { requireServer } from './redis-connection.ts';
export { createRedisExecutor, type RedisExecutorOptions } from './redis-executor.ts';
export { parseRedisOptions, type RedisOptions, redisOptions, requirePrefix } from './redis-options.ts';
export { redisWork } from './redis-work.ts';
export { type RedisWorkerOptions, runRedisWorker } from './redis-worker.ts';
