// All of it is in the header; this file makes the package notice when that changes.
#include "CISAL.h"
