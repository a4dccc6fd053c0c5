import { array } from './array.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { imageFolder } from './image-folder.ts';
import { mnist } from './mnist.ts';
import { mnist1k } from './mnist-1k.ts';
import { synthetic } from './synthetic.ts';

/** Every kind of data set, in the order of the grid's JSON Schema: a new one is a file here and a line in this list. */
export const DATASET_KINDS = [mnist1k, mnist, fashionMnist, imageFolder, array, synthetic] as const;
