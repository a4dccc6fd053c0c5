import type { DatasetName, DatasetSource, SpecificationOf } from './dataset.ts';
import { array } from './sources/array/array.ts';
import { fashionMnist } from './sources/fashion-mnist.ts';
import { imageFolder } from './sources/image-folder/image-folder.ts';
import { mnist } from './sources/mnist.ts';
import { mnist1k } from './sources/mnist-1k.ts';
import { synthetic } from './sources/synthetic.ts';

/** Every kind of data set under its `dataset.name`: a new one is a file in sources/ and a line here. */
const SOURCES: { readonly [Name in DatasetName]: DatasetSource<SpecificationOf<Name>> } = {
  'mnist-1k': mnist1k,
  mnist,
  'fashion-mnist': fashionMnist,
  'image-folder': imageFolder,
  array,
  synthetic,
};

/** The source of a specification, typed for it: `Name` ties the two together. */
export function datasetSource<Name extends DatasetName>(name: Name): DatasetSource<SpecificationOf<Name>> {
  return SOURCES[name];
}
