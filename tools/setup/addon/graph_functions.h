// Whole TensorFlow functions for the addon: registered from a GraphDef, then run by executeOp under their name.
#ifndef GRAPH_FUNCTIONS_H_
#define GRAPH_FUNCTIONS_H_

#include <node_api.h>
#include "tensorflow/c/eager/c_api.h"

namespace tfnodejs {

// Adds addFunction and removeFunction to the addon's exports; `context` must outlive them.
napi_status DefineGraphFunctions(napi_env env, napi_value exports, TFE_Context *context);

}  // namespace tfnodejs

#endif  // GRAPH_FUNCTIONS_H_
