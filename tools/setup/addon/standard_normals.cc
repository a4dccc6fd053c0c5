// The TensorFlow operation StandardNormals(seeds: int32 [n, 2], count: attribute int) -> normals: float [n, count], on the CPU: the numbers of
// StatelessRandomNormal to float32's rounding, for many seeds at once and several times sooner. Registered when the library is loaded.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

// One version for each width of vectors. Products and sums are never fused (-ffp-contract=off), so that all give the same numbers.
#if defined(__x86_64__) && defined(__GNUC__)
#define FOR_EACH_VECTOR_WIDTH __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_VECTOR_WIDTH
#endif

namespace tfnodejs {
namespace {

constexpr char kName[] = "StandardNormals";

// Blocks of Philox that are computed side by side, of four words each.
constexpr int kLanes = 16;
constexpr int kWords = 4 * kLanes;

struct Key {
  uint32_t low, high;
};

// Philox 4x32-10 (Salmon et al. 2011), on each lane's counter.
inline void Philox(uint32_t (&words)[4][kLanes], Key key) {
  for (int round = 0; round < 10; round++) {
    // Unrolled it would not become vectors.
#pragma GCC unroll 1
    for (int lane = 0; lane < kLanes; lane++) {
      const uint64_t a = uint64_t{0xD2511F53} * words[0][lane];
      const uint64_t b = uint64_t{0xCD9E8D57} * words[2][lane];
      words[0][lane] = static_cast<uint32_t>(b >> 32) ^ words[1][lane] ^ key.low;
      words[1][lane] = static_cast<uint32_t>(b);
      words[2][lane] = static_cast<uint32_t>(a >> 32) ^ words[3][lane] ^ key.high;
      words[3][lane] = static_cast<uint32_t>(a);
    }
    key.low += 0x9E3779B9;
    key.high += 0xBB67AE85;
  }
}

// 23 random bits as a float in [0, 1).
inline float Uniform(uint32_t word) {
  const uint32_t bits = (word & 0x7FFFFF) | 0x3F800000;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value - 1.0f;
}

// Natural logarithm of a normal float in (0, 1), to about 1 unit in the last place: with x = 2^e m and m in [1/sqrt 2, sqrt 2), the series
// of Moler (Cephes, logf) for log(m).
inline float Log(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  const uint32_t shifted = bits - 0x3F3504F3;
  const float exponent = static_cast<float>(static_cast<int32_t>(shifted) >> 23);
  bits = (shifted & 0x7FFFFF) + 0x3F3504F3;
  float m;
  std::memcpy(&m, &bits, sizeof m);
  m -= 1.0f;
  const float square = m * m;
  float series = 7.0376836292e-2f;
  series = series * m - 1.1514610310e-1f;
  series = series * m + 1.1676998740e-1f;
  series = series * m - 1.2420140846e-1f;
  series = series * m + 1.4249322787e-1f;
  series = series * m - 1.6668057665e-1f;
  series = series * m + 2.0000714765e-1f;
  series = series * m - 2.4999993993e-1f;
  series = series * m + 3.3333331174e-1f;
  // log 2 in two parts, so that little is lost by the exponent.
  float small = series * m * square;
  small += exponent * -2.12194440e-4f;
  small -= 0.5f * square;
  return (m + small) + exponent * 0.693359375f;
}

// Sine and cosine of an angle in [0, 2 pi]: Cephes' series on [-pi/4, pi/4] around the nearest quarter turn.
inline void SineCosine(float angle, float *sine, float *cosine) {
  const int32_t quarter = static_cast<int32_t>(angle * 0.63661977236758134f + 0.5f);
  const float turns = static_cast<float>(quarter);
  // pi / 2 in three parts.
  const float x = ((angle - turns * 1.5703125f) - turns * 4.837512969970703125e-4f) - turns * 7.549789948768648e-8f;
  const float square = x * x;
  const float odd = ((-1.9515295891e-4f * square + 8.3321608736e-3f) * square - 1.6666654611e-1f) * square * x + x;
  const float even = ((2.443315711809948e-5f * square - 1.388731625493765e-3f) * square + 4.166664568298827e-2f) * square * square -
                     0.5f * square + 1.0f;
  const bool swapped = (quarter & 1) != 0;
  const float s = swapped ? even : odd;
  const float c = swapped ? odd : even;
  *sine = (quarter & 2) != 0 ? -s : s;
  *cosine = ((quarter + 1) & 2) != 0 ? -c : c;
}

// The normals of `kLanes` blocks from `block` on: Box and Muller's transform of each pair of words.
FOR_EACH_VECTOR_WIDTH
void FillLanes(Key key, uint32_t counter_low, uint32_t counter_high, uint64_t block, float (&normals)[kWords]) {
  uint32_t words[4][kLanes];
  for (int lane = 0; lane < kLanes; lane++) {
    words[0][lane] = static_cast<uint32_t>(block + lane);
    words[1][lane] = static_cast<uint32_t>((block + lane) >> 32);
    words[2][lane] = counter_low;
    words[3][lane] = counter_high;
  }
  Philox(words, key);
  float values[4][kLanes];
  for (int pair = 0; pair < 4; pair += 2) {
    for (int lane = 0; lane < kLanes; lane++) {
      const float radius = __builtin_sqrtf(-2.0f * Log(std::max(Uniform(words[pair][lane]), 1.0e-7f)));
      float sine, cosine;
      // TensorFlow multiplies by a double.
      SineCosine(static_cast<float>(6.283185307179586 * Uniform(words[pair + 1][lane])), &sine, &cosine);
      values[pair][lane] = sine * radius;
      values[pair + 1][lane] = cosine * radius;
    }
  }
  for (int lane = 0; lane < kLanes; lane++) {
    for (int word = 0; word < 4; word++) normals[4 * lane + word] = values[word][lane];
  }
}

// As TensorFlow's stateless operations make a key and a counter of a seed.
void FillNormals(const int32_t *seed, int64_t count, float *normals) {
  uint32_t words[4][kLanes] = {};
  words[0][0] = static_cast<uint32_t>(seed[0]);
  words[1][0] = seed[0] < 0 ? 0xFFFFFFFF : 0;
  words[2][0] = static_cast<uint32_t>(seed[1]);
  words[3][0] = seed[1] < 0 ? 0xFFFFFFFF : 0;
  Philox(words, {0x3EC8F720, 0x02461E29});
  const Key key = {words[0][0], words[1][0]};
  float filled[kWords];
  for (int64_t start = 0; start < count; start += kWords) {
    FillLanes(key, words[2][0], words[3][0], start / 4, filled);
    std::copy_n(filled, std::min<int64_t>(kWords, count - start), normals + start);
  }
}

struct Tensor {
  TF_Tensor *tensor = nullptr;
  ~Tensor() {
    if (tensor != nullptr) TF_DeleteTensor(tensor);
  }
};

using Status = std::unique_ptr<TF_Status, decltype(&TF_DeleteStatus)>;

bool Failed(const Status &status) { return TF_GetCode(status.get()) != TF_OK; }

void *Create(TF_OpKernelConstruction *construction) {
  Status status(TF_NewStatus(), TF_DeleteStatus);
  auto count = std::make_unique<int64_t>(0);
  TF_OpKernelConstruction_GetAttrInt64(construction, "count", count.get(), status.get());
  if (!Failed(status)) return count.release();
  TF_OpKernelConstruction_Failure(construction, status.get());
  return nullptr;
}

void Delete(void *kernel) { delete static_cast<int64_t *>(kernel); }

void Compute(void *kernel, TF_OpKernelContext *context) {
  const int64_t count = *static_cast<int64_t *>(kernel);
  Status status(TF_NewStatus(), TF_DeleteStatus);
  Tensor seeds, normals;
  TF_GetInput(context, 0, &seeds.tensor, status.get());
  if (Failed(status)) return TF_OpKernelContext_Failure(context, status.get());
  if (TF_NumDims(seeds.tensor) != 2 || TF_Dim(seeds.tensor, 1) != 2) {
    TF_SetStatus(status.get(), TF_INVALID_ARGUMENT, "StandardNormals: expected seeds of shape [n, 2]");
    return TF_OpKernelContext_Failure(context, status.get());
  }
  const int64_t shape[] = {TF_Dim(seeds.tensor, 0), count};
  const size_t bytes = sizeof(float) * shape[0] * shape[1];
  normals.tensor = TF_AllocateOutput(context, 0, TF_FLOAT, shape, 2, bytes, status.get());
  if (Failed(status)) return TF_OpKernelContext_Failure(context, status.get());
  const auto *seed = static_cast<const int32_t *>(TF_TensorData(seeds.tensor));
  auto *row = static_cast<float *>(TF_TensorData(normals.tensor));
  for (int64_t index = 0; index < shape[0]; index++) FillNormals(seed + 2 * index, count, row + count * index);
}

bool Register() {
  Status status(TF_NewStatus(), TF_DeleteStatus);
  TF_OpDefinitionBuilder *definition = TF_NewOpDefinitionBuilder(kName);
  TF_OpDefinitionBuilderAddInput(definition, "seeds: int32");
  TF_OpDefinitionBuilderAddAttr(definition, "count: int >= 0");
  TF_OpDefinitionBuilderAddOutput(definition, "normals: float");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, &TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(definition, status.get());
  if (!Failed(status)) {
    TF_KernelBuilder *kernel = TF_NewKernelBuilder(kName, "CPU", &Create, &Compute, &Delete);
    TF_RegisterKernelBuilder(kName, kernel, status.get());
  }
  if (Failed(status)) std::fprintf(stderr, "%s could not be registered: %s\n", kName, TF_Message(status.get()));
  return !Failed(status);
}

const bool registered = Register();

}  // namespace
}  // namespace tfnodejs
