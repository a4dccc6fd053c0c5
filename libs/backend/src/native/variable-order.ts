/** How many leading inputs of an operation are handles of variables that it reads or writes. */
const READS: Readonly<Record<string, number>> = { ReadVariableOp: 1 };
const WRITES: Readonly<Record<string, number>> = { AssignVariableOp: 1, ResourceApplyAdam: 3 };

/**
 * The order that operations on variables keep in a graph, where only stated dependencies count: a read comes after the last write, a
 * write after the last write and all reads since.
 */
export class VariableOrder {
  readonly #lastWrite = new Map<string, string>();
  readonly #readsSince = new Map<string, string[]>();
  /** Every node that writes, in order; the function must run them all. */
  readonly writes: string[] = [];

  /** The handles an operation reads or writes among its inputs; null for one this order does not know. */
  static handleCount(operation: string): number | null {
    return READS[operation] ?? WRITES[operation] ?? null;
  }

  /** Nodes that must run before this operation. */
  before(operation: string, inputs: readonly string[]): Set<string> {
    const earlier = new Set<string>();
    for (const handle of this.#handles(operation, inputs)) {
      const write = this.#lastWrite.get(handle);
      if (write !== undefined) earlier.add(write);
      if (operation in WRITES) for (const read of this.#readsSince.get(handle) ?? []) earlier.add(read);
    }
    return earlier;
  }

  /** Notes that the operation now stands in the graph as `node`. */
  add(operation: string, inputs: readonly string[], node: string): void {
    const handles = this.#handles(operation, inputs);
    for (const handle of handles) {
      if (operation in WRITES) {
        this.#lastWrite.set(handle, node);
        this.#readsSince.delete(handle);
      } else {
        this.#readsSince.set(handle, [...(this.#readsSince.get(handle) ?? []), node]);
      }
    }
    if (operation in WRITES) this.writes.push(node);
  }

  #handles(operation: string, inputs: readonly string[]): readonly string[] {
    return inputs.slice(0, VariableOrder.handleCount(operation) ?? 0);
  }
}
