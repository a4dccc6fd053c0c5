import type { GridInput, OpenGridInput } from './grid-input.ts';

/** Gives a grid file its types: editors complete and check what is inside. Returns its argument. */
export function defineGrid(grid: GridInput): GridInput;
/** The same for a grid with components of its own, of whose fields no type is known. */
export function defineGrid(grid: OpenGridInput): OpenGridInput;
export function defineGrid(grid: GridInput | OpenGridInput): GridInput | OpenGridInput {
  return grid;
}
