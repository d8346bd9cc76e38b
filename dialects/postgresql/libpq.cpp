// Stands in for libpq, which with Kerberos, LDAP and TLS would triple every start, SQLite's too.
#include "dialects/postgresql/libpq.h"

#include "core/support/error.h"

#include <dlfcn.h>
#include <libpq-fe.h>

namespace dbtool::postgres {
namespace {

// Never closed: what it registers with other libraries stays to the end of the process.
void* library() {
  static void* const handle = dlopen("libpq.so.5", RTLD_LAZY | RTLD_LOCAL);
  return handle;
}

ConnectError not_loaded() {
  const char* reason = dlerror();
  return ConnectError({.code = "DBT206",
                       .message = "PostgreSQL's client library libpq cannot be loaded" +
                                  (reason == nullptr ? "" : ": " + std::string(reason)),
                       .notes = {{"next", "install libpq: apt install libpq5"}}});
}

template <class Function>
Function* find(const char* name) {
  load_libpq();
  void* function = dlsym(library(), name);
  if (function == nullptr) throw not_loaded();
  return reinterpret_cast<Function*>(function);
}

}  // namespace

void load_libpq() {
  if (library() == nullptr) throw not_loaded();
}

}  // namespace dbtool::postgres

// What libpqxx calls. libpq-fe.h declares each: a wrong type does not compile, a missing one does
// not link.
#define LIBPQ(Result, name, parameters, arguments)                                 \
  extern "C" Result name parameters {                                              \
    static const auto function = dbtool::postgres::find<Result parameters>(#name); \
    return function arguments;                                                     \
  }

// clang-format off
LIBPQ(int, PQbackendPID, (const PGconn* a), (a))
LIBPQ(int, PQcancel, (PGcancel* a, char* b, int c), (a, b, c))
LIBPQ(void, PQclear, (PGresult* a), (a))
LIBPQ(int, PQclientEncoding, (const PGconn* a), (a))
LIBPQ(char*, PQcmdStatus, (PGresult* a), (a))
LIBPQ(char*, PQcmdTuples, (PGresult* a), (a))
LIBPQ(PostgresPollingStatusType, PQconnectPoll, (PGconn* a), (a))
LIBPQ(PGconn*, PQconnectStart, (const char* a), (a))
LIBPQ(PGconn*, PQconnectdb, (const char* a), (a))
LIBPQ(int, PQconsumeInput, (PGconn* a), (a))
LIBPQ(char*, PQdb, (const PGconn* a), (a))
LIBPQ(char*, PQencryptPassword, (const char* a, const char* b), (a, b))
LIBPQ(int, PQendcopy, (PGconn* a), (a))
LIBPQ(char*, PQerrorMessage, (const PGconn* a), (a))
LIBPQ(unsigned char*, PQescapeByteaConn, (PGconn* a, const unsigned char* b, size_t c, size_t* d),
      (a, b, c, d))
LIBPQ(char*, PQescapeIdentifier, (PGconn* a, const char* b, size_t c), (a, b, c))
LIBPQ(size_t, PQescapeStringConn, (PGconn* a, char* b, const char* c, size_t d, int* e),
      (a, b, c, d, e))
LIBPQ(PGresult*, PQexec, (PGconn* a, const char* b), (a, b))
LIBPQ(PGresult*, PQexecParams, (PGconn* a, const char* b, int c, const Oid* d,
      const char* const* e, const int* f, const int* g, int h), (a, b, c, d, e, f, g, h))
LIBPQ(PGresult*, PQexecPrepared, (PGconn* a, const char* b, int c, const char* const* d,
      const int* e, const int* f, int g), (a, b, c, d, e, f, g))
LIBPQ(void, PQfinish, (PGconn* a), (a))
LIBPQ(char*, PQfname, (const PGresult* a, int b), (a, b))
LIBPQ(int, PQfnumber, (const PGresult* a, const char* b), (a, b))
LIBPQ(void, PQfreeCancel, (PGcancel* a), (a))
LIBPQ(void, PQfreemem, (void* a), (a))
LIBPQ(Oid, PQftable, (const PGresult* a, int b), (a, b))
LIBPQ(int, PQftablecol, (const PGresult* a, int b), (a, b))
LIBPQ(Oid, PQftype, (const PGresult* a, int b), (a, b))
LIBPQ(PGcancel*, PQgetCancel, (PGconn* a), (a))
LIBPQ(int, PQgetCopyData, (PGconn* a, char** b, int c), (a, b, c))
LIBPQ(PGresult*, PQgetResult, (PGconn* a), (a))
LIBPQ(int, PQgetisnull, (const PGresult* a, int b, int c), (a, b, c))
LIBPQ(int, PQgetlength, (const PGresult* a, int b, int c), (a, b, c))
LIBPQ(char*, PQgetvalue, (const PGresult* a, int b, int c), (a, b, c))
LIBPQ(char*, PQhost, (const PGconn* a), (a))
LIBPQ(int, PQisBusy, (PGconn* a), (a))
LIBPQ(int, PQisthreadsafe, (), ())
LIBPQ(int, PQnfields, (const PGresult* a), (a))
LIBPQ(PGnotify*, PQnotifies, (PGconn* a), (a))
LIBPQ(int, PQntuples, (const PGresult* a), (a))
LIBPQ(Oid, PQoidValue, (const PGresult* a), (a))
LIBPQ(char*, PQport, (const PGconn* a), (a))
LIBPQ(PGresult*, PQprepare, (PGconn* a, const char* b, const char* c, int d, const Oid* e),
      (a, b, c, d, e))
LIBPQ(int, PQprotocolVersion, (const PGconn* a), (a))
LIBPQ(int, PQputCopyData, (PGconn* a, const char* b, int c), (a, b, c))
LIBPQ(int, PQputCopyEnd, (PGconn* a, const char* b), (a, b))
LIBPQ(void, PQreset, (PGconn* a), (a))
LIBPQ(char*, PQresultErrorField, (const PGresult* a, int b), (a, b))
LIBPQ(char*, PQresultErrorMessage, (const PGresult* a), (a))
LIBPQ(ExecStatusType, PQresultStatus, (const PGresult* a), (a))
LIBPQ(int, PQsendQuery, (PGconn* a, const char* b), (a, b))
LIBPQ(int, PQserverVersion, (const PGconn* a), (a))
LIBPQ(int, PQsetClientEncoding, (PGconn* a, const char* b), (a, b))
LIBPQ(PGVerbosity, PQsetErrorVerbosity, (PGconn* a, PGVerbosity b), (a, b))
LIBPQ(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn* a, PQnoticeProcessor b, void* c), (a, b, c))
LIBPQ(int, PQsocket, (const PGconn* a), (a))
LIBPQ(ConnStatusType, PQstatus, (const PGconn* a), (a))
LIBPQ(void, PQtrace, (PGconn* a, FILE* b), (a, b))
LIBPQ(unsigned char*, PQunescapeBytea, (const unsigned char* a, size_t* b), (a, b))
LIBPQ(void, PQuntrace, (PGconn* a), (a))
LIBPQ(char*, PQuser, (const PGconn* a), (a))
LIBPQ(const char*, pg_encoding_to_char, (int a), (a))
