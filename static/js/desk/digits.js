// Digits as the desk prints them, and as programs read them.

const BANGLA = "০১২৩৪৫৬৭৮৯";

export const toBangla = (text) => String(text).replace(/[0-9]/g, (digit) => BANGLA[digit]);
export const toLatin = (text) => text.replace(/[০-৯]/g, (digit) => BANGLA.indexOf(digit));
