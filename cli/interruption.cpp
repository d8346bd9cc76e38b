#include "cli/interruption.h"

#include "core/support/error.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace dbtool::cli {
namespace {

constexpr int interrupted_status = static_cast<int>(ExitCode::interrupted);

/// A statement that was cancelled and rolled back is done sooner.
constexpr std::chrono::milliseconds patience(2500);

constexpr std::string_view not_connected =
    "error[DBT901]: interrupted\n   = state   the database is unchanged\n"
    "   = next    run it again\n";
constexpr std::string_view no_answer =
    "error[DBT901]: interrupted, and the database does not answer\n"
    "   = state   what was told as ok is applied; what was at work is rolled back, goes on at a "
    "recorded step, or was just committed\n"
    "   = next    look with: dbtool status, then run it again\n";

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
  if (canceller_.joinable()) canceller_.join();
  close(read_end_);
}

void Interruption::watch(Connection* connection) {
  std::lock_guard lock(mutex_);
  connection_ = connection;
}

void Interruption::end() {
  std::lock_guard lock(ending_);
  is_over_ = true;
}

void Interruption::check() const {
  if (requested_)
    throw Error(ExitCode::interrupted, {{.code = "DBT901", .message = "interrupted"}});
}

void Interruption::wait_for_signals() {
  pollfd pipe{.fd = read_end_, .events = POLLIN, .revents = 0};
  char byte = 0;
  while (true) {
    const int wait = requested_ ? static_cast<int>(patience.count()) : -1;
    if (poll(&pipe, 1, wait) == 0) give_up(no_answer);
    auto count = ::read(read_end_, &byte, 1);
    if (count == 0) return;
    if (count < 0 && errno == EINTR) continue;
    if (requested_.exchange(true)) _exit(interrupted_status);
    start_to_cancel();
  }
}

/// In a thread of its own: a server that is stopped keeps who asks it waiting, and the next signal
/// must be heard meanwhile.
void Interruption::start_to_cancel() {
  try {
    canceller_ = std::thread([this] {
      block_signals();
      cancel();
    });
  } catch (const std::system_error&) {
    cancel();
  }
}

void Interruption::cancel() {
  std::lock_guard lock(mutex_);
  if (connection_ == nullptr) return give_up(not_connected);
  try {
    connection_->interrupt();
  } catch (const Error&) {
    // The statement ends by itself, or is not waited for.
  }
}

/// No way back to what prints reports from here.
void Interruption::give_up(std::string_view report) {
  std::lock_guard lock(ending_);
  if (is_over_) return;
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, report.data(), report.size());
  _exit(interrupted_status);
}

}  // namespace dbtool::cli
