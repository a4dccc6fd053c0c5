import type { DiagnosisOptions } from '@collapse/analysis/diagnose';
import { forEachUniform, standardNormals } from '@collapse/datasets';
import { seedStream } from '@collapse/trials';

/** The draws of a diagnosis, the same at every call. */
export function marginalDraws(points: number): Pick<DiagnosisOptions, 'uniform' | 'normals'> {
  let drawn = 0;
  const uniforms = new Float64Array(points);
  forEachUniform(seedStream(0, 'marginal points'), points, (index, uniform) => {
    uniforms[index] = uniform;
  });
  return {
    uniform: () => uniforms[drawn++] ?? 0,
    normals: (size) => standardNormals(seedStream(0, 'marginal'), size),
  };
}
