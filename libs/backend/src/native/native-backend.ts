import * as tf from '@tensorflow/tfjs-core';
import { adamUpdate } from '../adam.ts';
import type { Backend, BackendDescription, Variable, Variables } from '../backend.ts';
import { compileLoop, LoopRegistry } from './compiled-loop.ts';
import { compileStep } from './compiled-step.ts';
import { GraphFunctions } from './graph-function.ts';
import { handleOf, NativeVariable } from './native-variable.ts';
import { attributeType, dataType, type NodeBackend, STANDARD_NORMALS, typeAttribute } from './node-backend.ts';
import { useReluGradient } from './relu-gradient.ts';

/** TensorFlow's name for a resource that no other handle shares and that goes with its last handle. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

const float = (name: string) => typeAttribute(name, dataType.float32);
const int = (name: string) => typeAttribute(name, dataType.int32);

export function createNativeBackend(node: NodeBackend, description: BackendDescription): Backend {
  const functions = new GraphFunctions(node, description.threads);
  const loops = new LoopRegistry(node);
  useReluGradient(node);

  function assignVariable(variable: Variable, value: tf.Tensor): void {
    tf.util.assertShapesMatch([...variable.shape], value.shape, 'assignVariable: ');
    node.executeMultipleOutputs('AssignVariableOp', [float('dtype')], [handleOf(variable), value], 0);
  }

  function readVariable(variable: Variable): tf.Tensor {
    return node.executeSingleOutput('ReadVariableOp', [float('dtype')], [handleOf(variable)]);
  }

  function createVariable(initial: tf.Tensor): Variable {
    const handle = node.executeSingleOutput(
      'VarHandleOp',
      [
        { name: 'container', type: attributeType.string, value: '' },
        { name: 'shared_name', type: attributeType.string, value: ANONYMOUS },
        float('dtype'),
        { name: 'shape', type: attributeType.shape, value: initial.shape },
      ],
      [],
    );
    const variable = new NativeVariable([...initial.shape], tf.keep(handle));
    assignVariable(variable, initial);
    return variable;
  }

  function disposeVariable(variable: Variable): void {
    handleOf(variable).dispose();
  }

  function copyVariables(variables: Variables) {
    const copies = Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => {
        const value = readVariable(variable);
        const copy = createVariable(value);
        value.dispose();
        return [name, copy];
      }),
    );
    return { copies, dispose: () => Object.values(copies).forEach(disposeVariable) };
  }

  /** Our own operation has no kernel for a GPU. */
  function normalsOnDevice(shape: readonly number[]) {
    return (seed: tf.Tensor) => {
      const attributes = [float('dtype'), int('T'), int('Tseed')];
      return node.executeSingleOutput('StatelessRandomNormal', attributes, [tf.tensor1d([...shape], 'int32'), seed]);
    };
  }

  return {
    description,
    createVariable,
    readVariable,
    assignVariable,

    disposeVariable,

    applyAdam(variable, firstMoment, secondMoment, scalars, gradient) {
      const { beta1Power, beta2Power, learningRate, beta1, beta2, epsilon } = scalars;
      const all = [beta1Power, beta2Power, learningRate, beta1, beta2, epsilon];
      if (all.every((scalar) => scalar.rank === 0)) {
        const flag = (name: string) => ({ name, type: attributeType.bool, value: false });
        const handles = [variable, firstMoment, secondMoment].map(handleOf);
        const attributes = [float('T'), flag('use_locking'), flag('use_nesterov')];
        node.executeMultipleOutputs('ResourceApplyAdam', attributes, [...handles, ...all, gradient], 0);
        return;
      }
      // The one operation takes scalars only; a pack whose members differ in their rates is updated by its parts.
      tf.tidy(() => {
        const [value, first, second] = [variable, firstMoment, secondMoment].map(readVariable);
        if (!value || !first || !second) return;
        const next = adamUpdate({ value, firstMoment: first, secondMoment: second }, scalars, gradient);
        assignVariable(variable, next.value);
        assignVariable(firstMoment, next.firstMoment);
        assignVariable(secondMoment, next.secondMoment);
      });
    },

    standardNormals(shape, seeds) {
      if (description.device === 'gpu') return tf.tidy(() => tf.stack(tf.unstack(seeds).map(normalsOnDevice(shape))));
      const count = { name: 'count', type: attributeType.int, value: tf.util.sizeFromShape([...shape]) };
      const normals = node.executeSingleOutput(STANDARD_NORMALS, [count], [seeds]);
      const shaped = tf.reshape(normals, [seeds.shape[0], ...shape]);
      normals.dispose();
      return shaped;
    },

    gatherRows(values, indices) {
      const axis = tf.scalar(0, 'int32');
      const attributes = [
        { name: 'batch_dims', type: attributeType.int, value: 0 },
        float('Tparams'),
        int('Tindices'),
        int('Taxis'),
      ];
      const rows = node.executeSingleOutput('GatherV2', attributes, [values, indices, axis]);
      axis.dispose();
      return rows.as2D(indices.size, values.shape[1]);
    },

    compile: (step, options = {}) => compileStep(node, functions, step, options),

    // On a GPU it has not been tried.
    compileLoop: (step) => (description.device === 'cpu' ? compileLoop(node, loops, copyVariables, step) : null),
  };
}
