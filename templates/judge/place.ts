/** The partition of a region, and the region in which that partition delivers the events of global services. */
export function partitionOf(region: string): { partition: string; suffix: string; globalRegion: string } {
  if (region.startsWith('cn-')) return { partition: 'aws-cn', suffix: 'amazonaws.com.cn', globalRegion: 'cn-north-1' };
  if (region.startsWith('us-gov-'))
    return { partition: 'aws-us-gov', suffix: 'amazonaws.com', globalRegion: 'us-gov-west-1' };
  return { partition: 'aws', suffix: 'amazonaws.com', globalRegion: 'us-east-1' };
}
