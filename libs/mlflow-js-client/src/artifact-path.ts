import { invalidInput } from './errors.ts';
import { LIMITS } from './limits.ts';

/**
 * Returns `path` as it goes into a URL, each segment percent-encoded.
 * @throws MlflowError invalid-input for a path that would leave the run's folder or that the server cannot store:
 * empty, "." and ".." segments, "#", control characters, segments over 255 bytes
 */
export function encodeArtifactPath(path: unknown): string {
  const remedy = 'Give a relative path such as "figures/elbo.svg".';
  if (typeof path !== 'string' || path === '') throw invalidInput('artifact path', 'a relative path', path, remedy);
  if (!path.isWellFormed()) throw invalidInput('artifact path', 'well-formed Unicode', path, remedy);
  return path
    .split('/')
    .map((segment) => encodeSegment(path, segment))
    .join('/');
}

function encodeSegment(path: string, segment: string): string {
  const remedy = 'Rename the artifact.';
  if (segment === '' || segment === '.' || segment === '..') {
    throw invalidInput(
      'artifact path',
      'no empty, "." or ".." segment',
      path,
      'Remove it: the path is relative to the run.',
    );
  }
  if (/[#\p{Cc}]/u.test(segment)) {
    throw invalidInput('artifact path', 'no "#", newline or other control character', path, remedy);
  }
  if (/^%2e(%2e|\.)?$|^\.%2e$/i.test(segment)) {
    throw invalidInput('artifact path', 'no percent-encoded dots', path, remedy);
  }
  if (Buffer.byteLength(segment) > LIMITS.artifactSegmentBytes) {
    throw invalidInput('artifact path', `segments of at most ${LIMITS.artifactSegmentBytes} bytes`, path, remedy);
  }
  return encodeURIComponent(segment);
}
