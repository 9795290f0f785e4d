// What a transaction of the editor did to the document.

// Where it put something, in the document that it made; null where it only took away.
export function placeOf(transaction) {
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const [number, map] of transaction.mapping.maps.entries()) {
    const later = transaction.mapping.slice(number + 1);
    map.forEach((_start, _end, start, end) => {
      from = Math.min(from, later.map(start, -1));
      to = Math.max(to, later.map(end, 1));
    });
  }
  return from < to ? { from, to } : null;
}
