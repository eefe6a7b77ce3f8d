/** A request to the control side that cannot be met. `hint` says what would be right. */
export class ControlError extends Error {
  override name = 'ControlError';
  readonly status: number;
  readonly hint: string;

  constructor(status: number, message: string, hint: string) {
    super(message);
    this.status = status;
    this.hint = hint;
  }
}
