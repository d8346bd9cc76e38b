#include "cli/interruption.h"

#include "core/support/error.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <pthread.h>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace dbtool::cli {
namespace {

constexpr int interrupted_status = static_cast<int>(ExitCode::interrupted);

// A signal handler can reach nothing but statics: the write end of the pipe to the thread.
std::atomic<int> write_end = -1;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

extern "C" void forward_signal(int) {
  int saved = errno;
  char byte = 0;
  [[maybe_unused]] auto written = ::write(write_end, &byte, 1);
  errno = saved;
}

extern "C" void ignore_signal(int) {}

// Signals that end a run in order: at once, but not without a report.
constexpr std::array ending_signals = {SIGINT, SIGTERM, SIGHUP};

// Handlers rather than masks and SIG_IGN: programs we start must have the usual ones. No
// SA_RESTART: a prompt must end.
void install(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigaction(signal, &action, nullptr);
}

// What the caller has us ignore, as nohup does, stays ignored.
bool is_ignored(int signal) {
  struct sigaction action = {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

void block_signals() {
  sigset_t signals;
  sigfillset(&signals);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

Interruption::Interruption() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  read_end_ = ends[0];
  write_end = ends[1];
  thread_ = std::thread([this] {
    block_signals();
    wait_for_signals();
  });
  for (int signal : ending_signals)
    if (signal != SIGHUP || !is_ignored(signal)) install(signal, forward_signal);
  install(SIGPIPE, ignore_signal);
  install(SIGXFSZ, ignore_signal);  // a file that may not grow is an error to report
}

Interruption::~Interruption() {
  for (int signal : ending_signals)
    if (!is_ignored(signal)) install(signal, SIG_DFL);
  close(write_end.exchange(-1));
  thread_.join();
  close(read_end_);
}

void Interruption::watch(Connection* connection) {
  std::lock_guard lock(mutex_);
  connection_ = connection;
}

void Interruption::end() {
  std::lock_guard lock(mutex_);
  is_over_ = true;
}

void Interruption::check() const {
  if (requested_)
    throw Error(ExitCode::interrupted, {{.code = "DBT901", .message = "interrupted"}});
}

void Interruption::wait_for_signals() {
  char byte = 0;
  while (true) {
    auto count = ::read(read_end_, &byte, 1);
    if (count == 0) return;
    if (count < 0 && errno == EINTR) continue;
    if (requested_.exchange(true)) _exit(interrupted_status);
    cancel();
  }
}

void Interruption::cancel() {
  std::lock_guard lock(mutex_);
  if (is_over_) return;
  if (connection_ == nullptr) {
    // No way back to what prints reports from here.
    constexpr std::string_view report =
        "error[DBT901]: interrupted\n   = state   the database is unchanged\n"
        "   = next    run it again\n";
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, report.data(), report.size());
    _exit(interrupted_status);
  }
  try {
    connection_->interrupt();
  } catch (const Error&) {
    // The statement ends by itself or the second signal ends the process.
  }
}

}  // namespace dbtool::cli
