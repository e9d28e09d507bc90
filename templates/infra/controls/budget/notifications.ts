/** When an alert about costs is sent: type of amount, percent of the budget. */
export const thresholds = [
  { type: 'ACTUAL', percent: 80 },
  { type: 'ACTUAL', percent: 100 },
  { type: 'FORECASTED', percent: 100 },
] as const;
