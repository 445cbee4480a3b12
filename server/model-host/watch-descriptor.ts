/** Of a pipe that is open as long as the inference server lives. */
export const watchDescriptor = 4;
