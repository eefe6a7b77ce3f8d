/** Files that are too long for an event: kept beside the log for as long as they may be sent. */
export interface Files {
  /**
   * Keeps a text or bytes under their checksum; the same is kept once. The oldest files go when there are too many.
   * @throws {Refusal} `upstream_unavailable` when the disk does not take it.
   */
  keep(name: string, content: string | Uint8Array): Promise<{ path: string; sha256: string }>;
}
