export { checkComponentFile } from './check-file.ts';
export type { ComponentFile, ComponentRecord } from './component-file.ts';
export { componentHash } from './component-hash.ts';
export { type ComponentsFolder, openComponentsFolder } from './components-folder.ts';
export { checkNumbers, type NumberChecks, type UsedComponent } from './numbers/check-numbers.ts';
export { type ListedFile, type OpenComponents, openComponents } from './open-components.ts';
export { PART_NAMES, PARTS, type Part } from './parts.ts';
