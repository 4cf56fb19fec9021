#include "CArchiveShim.h"

#include <locale.h>
#include <pthread.h>

#ifdef __APPLE__
#include <xlocale.h>
#endif

static locale_t utf8;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_utf8(void) { utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

int patchlab_next_header(struct archive *archive, struct archive_entry **entry) {
    pthread_once(&once, make_utf8);
    if (utf8 == (locale_t)0) return archive_read_next_header(archive, entry);
    locale_t before = uselocale(utf8);
    int result = archive_read_next_header(archive, entry);
    uselocale(before);
    return result;
}
