// Loads TensorFlow's library with its start-up notice held back. The notice is written while the library loads, before any setting
// of TensorFlow's is read, so standard error is caught for that time; whatever else was written is written on.
#include <dlfcn.h>
#include <node_api.h>
#include <sys/mman.h>
#include <unistd.h>

#include <mutex>
#include <sstream>
#include <string>

namespace {

bool IsNotice(const std::string &line) {
  return line.find("oneDNN custom operations are on") != std::string::npos ||
         line.find("before absl::InitializeLog() is called") != std::string::npos;
}

void WriteAllButNotices(int caught) {
  std::string text;
  char buffer[4096];
  lseek(caught, 0, SEEK_SET);
  for (ssize_t count; (count = read(caught, buffer, sizeof buffer)) > 0;) text.append(buffer, count);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (IsNotice(line)) continue;
    line += '\n';
    if (write(STDERR_FILENO, line.data(), line.size()) < 0) return;
  }
}

// Standard error is the process's, and several threads load: the second would take the first one's catch for the real one, and give
// that back at its end.
std::mutex catching;

// load(file: string): void; the library stays loaded, for the addon that needs it next.
napi_value Load(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  char file[4096];
  size_t length;
  if (napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr) != napi_ok || count < 1 ||
      napi_get_value_string_utf8(env, argument, file, sizeof file, &length) != napi_ok) {
    napi_throw_error(env, nullptr, "load: expected the path of a library");
    return nullptr;
  }
  const std::lock_guard<std::mutex> alone(catching);
  const int caught = memfd_create("stderr", MFD_CLOEXEC);
  const int original = caught < 0 ? -1 : dup(STDERR_FILENO);
  const bool redirected = original >= 0 && dup2(caught, STDERR_FILENO) >= 0;
  void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  const std::string problem = library == nullptr ? dlerror() : "";
  if (redirected) {
    dup2(original, STDERR_FILENO);
    WriteAllButNotices(caught);
  }
  if (original >= 0) close(original);
  if (caught >= 0) close(caught);
  if (library == nullptr) napi_throw_error(env, nullptr, problem.c_str());
  return nullptr;
}

napi_value Init(napi_env env, napi_value exports) {
  napi_property_descriptor load = {"load", nullptr, Load, nullptr, nullptr, nullptr, napi_enumerable, nullptr};
  napi_define_properties(env, exports, 1, &load);
  return exports;
}

}  // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, Init)
