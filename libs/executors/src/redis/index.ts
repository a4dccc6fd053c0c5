export { codeText } from './code-agreement.ts';
export { type AddressParts, addressText, type RedisAddress, redisAddress } from './redis-address.ts';
export { requireServer } from './redis-connection.ts';
export { createRedisExecutor, type RedisExecutorOptions } from './redis-executor.ts';
export { type RedisOptions, redisOptions } from './redis-options.ts';
export { type RedisWorkerOptions, runRedisWorker } from './redis-worker.ts';
