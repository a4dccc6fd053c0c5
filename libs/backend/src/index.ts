export type {
  AdamScalars,
  Backend,
  BackendDescription,
  CompiledStep,
  CompileOptions,
  Inputs,
  Outputs,
  Step,
  StepLoop,
  Variable,
  Variables,
} from './backend.ts';
export { prepareEnvironment } from './environment.ts';
export { type LoadBackendOptions, loadBackend } from './load-backend.ts';
export { statelessNormal } from './stateless-normal.ts';
export { statelessUniform } from './stateless-uniform.ts';
