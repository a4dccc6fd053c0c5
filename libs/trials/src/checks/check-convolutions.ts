import { type Components, networkOf, vaeFieldsOf } from '@collapse/models';
import { datasetTraits } from '../specification/dataset-specification.ts';
import type { TrialSpecification } from '../specification/specification.ts';
import { receivedWords } from '../words/received-words.ts';
import type { Issue } from '../words/user-error.ts';

/**
 * Convolutions need square images whose side halves as often as there are layers.
 * @param facts of the data, where the fields of the data set do not tell what images it has
 */
export function convolutionIssues(
  { model, dataset }: TrialSpecification,
  components: Components,
  facts: { readonly imageSide?: number | null } | null,
): Issue[] {
  const vae = vaeFieldsOf(model);
  const parts = (['encoder', 'decoder'] as const).flatMap((part) => {
    const fields = vae?.[part];
    if (!fields) return [];
    const network = networkOf(components, fields);
    const halvings = network.halvings?.(fields) ?? 0;
    const [layers] = network.layers(fields);
    return halvings === 0 || !layers ? [] : [{ ...layers, field: `model.${part}.${layers.field}`, halvings }];
  });
  return parts.flatMap(({ field, received, halvings }) => {
    const { imageSide, conditional } = datasetTraits(dataset);
    const side = imageSide === undefined ? facts?.imageSide : imageSide;
    const factor = 2 ** halvings;
    if (side === undefined) return [];
    if (side === null) {
      return [
        {
          field,
          expected: 'nothing, or square images as the data set',
          received: `${receivedWords(received)} with the data set "${dataset.name}"${conditional ? ' and a condition' : ''}`,
          remedy: `Remove ${field}, or choose a data set of square images without a condition.`,
        },
      ];
    }
    if (side % factor === 0) return [];
    return [
      {
        field,
        expected: `as many layers as ${side}, the side of the images, can be halved`,
        received: `${halvings} layers`,
        remedy: 'Leave some out.',
      },
    ];
  });
}
