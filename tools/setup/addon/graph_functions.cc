#include "graph_functions.h"

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"
#include "tf_auto_status.h"
#include "utils.h"

namespace tfnodejs {
namespace {

using Graph = std::unique_ptr<TF_Graph, decltype(&TF_DeleteGraph)>;
using Buffer = std::unique_ptr<TF_Buffer, decltype(&TF_DeleteBuffer)>;
using Function = std::unique_ptr<TF_Function, decltype(&TF_DeleteFunction)>;
using ImportOptions = std::unique_ptr<TF_ImportGraphDefOptions, decltype(&TF_DeleteImportGraphDefOptions)>;

// Reads the arguments of a call; false, with a JS exception pending, when there are fewer than `expected`.
bool GetArguments(napi_env env, napi_callback_info info, size_t expected, napi_value *arguments, TFE_Context **context) {
  size_t count = expected;
  void *data = nullptr;
  if (!EnsureNapiOK(env, napi_get_cb_info(env, info, &count, arguments, nullptr, &data), __FILE__, __LINE__)) return false;
  if (count < expected) {
    NAPI_THROW_ERROR(env, "expected %zu arguments, received %zu", expected, count);
    return false;
  }
  *context = static_cast<TFE_Context *>(data);
  return true;
}

bool GetStrings(napi_env env, napi_value array, std::vector<std::string> *strings) {
  uint32_t length;
  if (!EnsureNapiOK(env, napi_get_array_length(env, array, &length), __FILE__, __LINE__)) return false;
  for (uint32_t i = 0; i < length; i++) {
    napi_value element;
    std::string value;
    if (!EnsureNapiOK(env, napi_get_element(env, array, i, &element), __FILE__, __LINE__)) return false;
    if (!EnsureNapiOK(env, GetStringParam(env, element, value), __FILE__, __LINE__)) return false;
    strings->push_back(value);
  }
  return true;
}

// Finds the node called `name` or, for one output of it, `name:index`; a null operation, with a JS exception pending, if there is none.
TF_Output FindOutput(napi_env env, TF_Graph *graph, const std::string &name) {
  const size_t colon = name.find(':');
  const int index = colon == std::string::npos ? 0 : std::atoi(name.c_str() + colon + 1);
  TF_Operation *operation = TF_GraphOperationByName(graph, name.substr(0, colon).c_str());
  if (operation == nullptr) NAPI_THROW_ERROR(env, "addFunction: the graph has no node %s", name.c_str());
  return {operation, index};
}

bool FindOutputs(napi_env env, TF_Graph *graph, const std::vector<std::string> &names, std::vector<TF_Output> *outputs) {
  for (const std::string &name : names) {
    const TF_Output output = FindOutput(env, graph, name);
    if (output.oper == nullptr) return false;
    outputs->push_back(output);
  }
  return true;
}

// addFunction(name: string, graphDef: Uint8Array, inputs: string[], outputs: string[], controls: string[]): void
// inputs: names of Placeholder nodes; outputs: "node:index"; controls: nodes that run for their effect alone.
napi_value AddFunction(napi_env env, napi_callback_info info) {
  napi_value arguments[5];
  TFE_Context *context;
  if (!GetArguments(env, info, 5, arguments, &context)) return nullptr;

  std::string name;
  ENSURE_NAPI_OK_RETVAL(env, GetStringParam(env, arguments[0], name), nullptr);
  napi_typedarray_type type;
  size_t length;
  void *data;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_typedarray_info(env, arguments[1], &type, &length, &data, nullptr, nullptr), nullptr);
  if (type != napi_uint8_array) {
    NAPI_THROW_ERROR(env, "addFunction: graphDef must be a Uint8Array");
    return nullptr;
  }
  std::vector<std::string> input_names, output_names, control_names;
  if (!GetStrings(env, arguments[2], &input_names) || !GetStrings(env, arguments[3], &output_names) ||
      !GetStrings(env, arguments[4], &control_names)) {
    return nullptr;
  }

  TF_AutoStatus status;
  Graph graph(TF_NewGraph(), TF_DeleteGraph);
  Buffer definition(TF_NewBufferFromString(data, length), TF_DeleteBuffer);
  ImportOptions options(TF_NewImportGraphDefOptions(), TF_DeleteImportGraphDefOptions);
  TF_GraphImportGraphDef(graph.get(), definition.get(), options.get(), status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);

  std::vector<TF_Output> inputs, outputs, control_outputs;
  if (!FindOutputs(env, graph.get(), input_names, &inputs) || !FindOutputs(env, graph.get(), output_names, &outputs) ||
      !FindOutputs(env, graph.get(), control_names, &control_outputs)) {
    return nullptr;
  }
  std::vector<const TF_Operation *> controls;
  for (const TF_Output &output : control_outputs) controls.push_back(output.oper);

  Function function(
      TF_GraphToFunctionWithControlOutputs(graph.get(), name.c_str(), 0, -1, nullptr, inputs.size(), inputs.data(),
                                           outputs.size(), outputs.data(), nullptr, controls.size(), controls.data(),
                                           nullptr, nullptr, nullptr, status.status),
      TF_DeleteFunction);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  TFE_ContextAddFunction(context, function.get(), status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

// removeFunction(name: string): void
napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  napi_value arguments[1];
  TFE_Context *context;
  if (!GetArguments(env, info, 1, arguments, &context)) return nullptr;
  std::string name;
  ENSURE_NAPI_OK_RETVAL(env, GetStringParam(env, arguments[0], name), nullptr);
  TF_AutoStatus status;
  TFE_ContextRemoveFunction(context, name.c_str(), status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

}  // namespace

napi_status DefineGraphFunctions(napi_env env, napi_value exports, TFE_Context *context) {
  napi_property_descriptor properties[] = {
      {"addFunction", nullptr, AddFunction, nullptr, nullptr, nullptr, napi_default, context},
      {"removeFunction", nullptr, RemoveFunction, nullptr, nullptr, nullptr, napi_default, context},
  };
  return napi_define_properties(env, exports, ARRAY_SIZE(properties), properties);
}

}  // namespace tfnodejs
