// A program that only starts: the lower bound of dbtool's start-up. Linked as dbtool is.
int main() {
  return 0;
}
