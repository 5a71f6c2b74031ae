/* Force-included everywhere: calls that cannot be made safe, or that share hidden state between
 * threads, do not compile. The headers that declare them come first. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets
#pragma GCC poison strtok atoi atol atof gmtime localtime asctime ctime

#endif
