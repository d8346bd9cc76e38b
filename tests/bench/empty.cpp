// A program that does nothing but load the libraries dbtool loads: the lower bound of its start-up.
#include <libpq-fe.h>
#include <sqlite3.h>

int main(int count, char**) {
  return count > 1000 ? PQlibVersion() + sqlite3_libversion_number() : 0;
}
