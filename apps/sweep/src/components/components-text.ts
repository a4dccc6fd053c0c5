import { printable } from '@collapse/trials';
import type { ListedComponent, ListedField } from './list-components.ts';

/** Where each part of a trial is written in a grid, or on the command line. */
const PLACES: Readonly<Record<string, string>> = {
  likelihood: 'likelihood.kind',
  network: 'model.encoder.network and model.decoder.network, told by the fields for dense and convolution',
  objective: 'objective.kind, told by the fields for those that are built in',
  optimizer: 'optimizer.name',
  'data set': 'dataset.name',
  executor: '--executor; fields in the file of --executor-options',
};

/** The list for a terminal: part by part, each component with its fields. */
export function componentsText(components: readonly ListedComponent[]): string {
  const parts = [...Map.groupBy(components, ({ part }) => part)];
  return parts
    .map(([part, listed]) => `${part.toUpperCase()}   ${PLACES[part] ?? ''}\n\n${listed.map(componentText).join('\n')}`)
    .join('\n');
}

function componentText({ name, summary, fields, source, builtIn }: ListedComponent): string {
  const title = `  ${name}${summary === '' ? '' : `: ${printable(summary)}`}`;
  const where = `    ${builtIn ? '' : 'from outside: '}${printable(source)}`;
  return [title, where, ...fields.map(fieldText), ''].join('\n');
}

function fieldText({ name, type, default: value, optional, description }: ListedField): string {
  const fallback =
    value === undefined ? (optional ? ', may be left out' : ', needed') : `, default ${JSON.stringify(value)}`;
  return `    ${name.padEnd(18)} ${type}${fallback}${description === '' || type.includes(description) ? '' : `: ${printable(description)}`}`;
}
