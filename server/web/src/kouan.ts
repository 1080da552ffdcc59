/** What every page runs. */
import "htmx.org";
