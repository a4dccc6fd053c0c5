import { readFileSync } from 'node:fs';
import { type Backend, loadBackend } from '@collapse/backend';
import { prepareEnvironment } from '@collapse/backend/environment';
import type { Likelihood, Network, ObjectiveComponent, Optimizer } from '@collapse/models';
import type { Issue } from '@collapse/trials';
import { placeOf } from '../component-contract.ts';
import { type OpenComponents, openComponents } from '../open-components.ts';
import { PARTS } from '../parts.ts';
import { lineOfError } from '../source-lines.ts';
import { likelihoodFaults } from './check-likelihood.ts';
import { networkFaults } from './check-network.ts';
import type { NumberChecks, UsedComponent } from './check-numbers.ts';
import { objectiveFaults } from './check-objective.ts';
import { optimizerFaults } from './check-optimizer.ts';
import type { Fault } from './fault.ts';

// The entry of a process that check-numbers.ts forks.

process.once('message', async ({ backend: name, files, used }: NumberChecks) => {
  prepareEnvironment({ threads: 1 });
  const open = await openComponents(files, { source: 'components' });
  const backend = await loadBackend({ backend: name, onNotice: () => undefined });
  const issues = used.flatMap((component) =>
    faultsOf(backend, open, component).map((fault) => issueOf(open, files, component, fault)),
  );
  process.send?.(issues, () => process.disconnect());
});

function faultsOf(backend: Backend, { catalog }: OpenComponents, { part, kind, own }: UsedComponent): Fault[] {
  const list: readonly { readonly kind: string }[] = catalog.components[PARTS[part].list];
  const component = list.find((known) => known.kind === kind);
  switch (part) {
    case 'likelihood':
      return likelihoodFaults(component as Likelihood, own);
    case 'network':
      return networkFaults(component as Network, own);
    case 'objective':
      return objectiveFaults(component as ObjectiveComponent, own);
    case 'optimizer':
      return optimizerFaults(backend, component as Optimizer, own);
  }
}

function issueOf(
  { records }: OpenComponents,
  files: NumberChecks['files'],
  { part, kind, own }: UsedComponent,
  { member, expected, received, remedy, error }: Fault,
): Issue {
  const record = records.find((known) => known.kind === part && known.name === kind);
  const file = files.find((listed) => listed.name === record?.file);
  const source = record?.file ?? kind;
  const line = error === undefined || file === undefined ? null : lineOfError(error, file.file);
  const place = file && placeOf({ name: source, text: readFileSync(file.file, 'utf8') }, kind, member);
  const fields = Object.keys(own).length === 0 ? '' : ` with ${JSON.stringify(own)}`;
  return {
    field: line === null ? (place ?? source) : `${source}:${line}`,
    expected: `${member} of the ${part} "${kind}"${fields} ${expected}`,
    received,
    remedy,
  };
}
