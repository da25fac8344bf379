/* birth.ts: a birth date as it is typed: day, month and year each for itself. Pure. */
export interface Birth {
  day: string;
  month: string; /* '1' to '12', as a list gives it */
  year: string;
}

export const noBirth: Birth = { day: '', month: '', year: '' };

/* The day as YYYY-MM-DD, or null if there was none such. */
export function birthText({ day, month, year }: Birth): string | null {
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) {
    return null;
  }
  const wanted = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${wanted}T00:00:00Z`);
  /* 31 April would become 1 May. */
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== wanted ? null : wanted;
}
