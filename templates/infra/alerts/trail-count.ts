/** What a filter on the trail's log group adds to a metric for each event that it matches. */
export interface TrailFilter {
  filterName: string;
  pattern: string;
  /** 1 where absent. */
  value?: string;
  /** Name of a dimension -> the field of the event that its value comes from; three at the most. */
  dimensions?: Record<string, string>;
}
