// Fetching a paged REST collection (a plan's `fetch`) into a folder, one file a page.
//
//   Credentials, Netrc     who asks; they go to one origin and into no message
//   Origin                 where from; links and redirects must not leave it
//   Transport              one request by URLSession, whole or a fault
//   FetchLimits            what is taken of a server at most
//   PageClient, RetryAfter one page: redirects by hand, faults told apart, waits and repeats
//   JSONValue, Page        the ids of a page's records
//   Paging                 what a page says of the pages after it: count, links, cursors, marks of the end
//   PageAddresses          what the pages are asked for by; PageRequest: one of these
//   Walk, WalkSteps, Tally which page is next, and what proves the end
//   PageFolder, FetchState what is on the disk; every step can be killed; +Each: of many ids in one folder
//   CollectionID           one of many ids, in addresses and names of files
//   PagedFetch             all of it in order; +Delta: a further run in the same folder; +Each: one for each id; +Words
//
// Nothing here converts a value: the pages are saved as they came, and `Exports` reads them like any other
// export. Progress and the one blocking loop run on the caller's thread; only URLSession has threads of its
// own.
