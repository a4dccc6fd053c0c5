import test from 'ava';
import { BUILT_IN, NETWORKS, networkKind, networkOf } from '../../src/index.ts';

test('a network is told by its name, or by its fields where it has none', (t) => {
  t.is(networkKind({}), 'dense');
  t.is(networkKind({ channels: [4] }), 'convolution');
  t.is(networkKind({ network: 'residual' }), 'residual');
  t.is(networkKind({ network: 'dense', channels: [4] }), 'dense');
  for (const network of NETWORKS) t.is(networkOf(BUILT_IN, { network: network.kind }), network);
});

test('a network that is not there is named, with those that are', (t) => {
  t.throws(() => networkOf(BUILT_IN, { network: 'recurrent' }), {
    message: `there is no network recurrent; there are ${NETWORKS.map(({ kind }) => kind).join(', ')}`,
  });
});
