package io.vmto.contract.transfer;

/**
 * Questions about the finished image of a disk, for whoever takes it away. All workers are asked:
 * each may keep images of its own, and who does not have this one says so.
 */
public sealed interface ImageQuery {
  /** How many bytes may be asked for at once. */
  int MOST = 1 << 20;

  /** Answer: {@link Found}. */
  record FindImage(String name) implements ImageQuery {}

  /**
   * A part of it, from the worker that has found it. Answer: {@link Part}.
   *
   * @param holder that worker
   * @param version what the image was then; of another one nothing is told
   * @param length bytes, at most {@link #MOST}
   */
  record ReadImage(String name, String holder, String version, long offset, int length)
      implements ImageQuery {}

  /**
   * An image as it is now.
   *
   * @param holder whom to ask for its bytes
   * @param version tells it from every other image that was or will be of this name
   * @param size in bytes, of the image and not of the disk in it
   */
  record Found(String holder, String version, long size) {
    /** It is not here, or is not whole. */
    public static final Found NOTHING = new Found("", "", 0);

    public boolean isThere() {
      return !holder.isEmpty();
    }
  }

  /** Exactly the bytes that were asked for, or none. Not copied: who made it lets go of it. */
  @SuppressWarnings("ArrayRecordComponent")
  record Part(byte[] bytes) {
    public static final Part NOTHING = new Part(new byte[0]);
  }
}
