export { createRedisExecutor, type RedisExecutorOptions } from './controller/redis-executor.ts';
export { redisWork } from './controller/redis-work.ts';
export { codeText } from './protocol/code-agreement.ts';
export { parseRedisOptions, type RedisOptions, redisOptions, requirePrefix } from './protocol/redis-options.ts';
export { type AddressParts, type RedisAddress, redisAddress } from './server/redis-address.ts';
export { requireServer } from './server/redis-connection.ts';
export { type RedisWorkerOptions, runRedisWorker } from './worker/redis-worker.ts';
