package io.vmto.disk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Clusters of a qcow2 image compressed one by one with zstd (its compression type 1). */
final class ZstdClusters {
  static final int SECTOR = 512;
  private static final int CLUSTER = Qcow2Sink.CLUSTER;
  private static final int LEVEL = 1;

  /** Takes a run of clusters that do not shrink, named by their place among those given. */
  interface Plain {
    void put(int from, int count) throws IOException;
  }

  /** Takes a run of clusters that did, each padded to sectors. */
  interface Packed {
    void put(int from, ByteBuffer packed, int[] lengths) throws IOException;
  }

  /** Compresses whole clusters in a direct buffer. */
  void pack(ByteBuffer clusters, Plain plain, Packed packed) throws IOException {
    int count = clusters.remaining() / CLUSTER;
    ByteBuffer room =
        ByteBuffer.allocateDirect(count * CLUSTER + (int) Zstd.compressBound(CLUSTER));
    List<Integer> lengths = new ArrayList<>();
    int plainFrom = 0;
    try (ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL)) {
      ByteBuffer source = direct(clusters);
      for (int i = 0; i < count; i++) {
        int length = compress(context, source, source.position() + i * CLUSTER, room);
        if (length > CLUSTER - SECTOR) {
          flush(i, room, lengths, packed);
        } else {
          if (lengths.isEmpty() && plainFrom < i) {
            plain.put(plainFrom, i - plainFrom);
          }
          lengths.add(pad(room, length));
          plainFrom = i + 1;
        }
      }
    }
    flush(count, room, lengths, packed);
    if (plainFrom < count) {
      plain.put(plainFrom, count - plainFrom);
    }
  }

  private static ByteBuffer direct(ByteBuffer clusters) {
    return clusters.isDirect()
        ? clusters
        : ByteBuffer.allocateDirect(clusters.remaining()).put(clusters.duplicate()).flip();
  }

  private static int compress(ZstdCompressCtx context, ByteBuffer source, int at, ByteBuffer room) {
    return context.compressDirectByteBuffer(
        room, room.position(), room.remaining(), source, at, CLUSTER);
  }

  private static int pad(ByteBuffer room, int length) {
    int padded = (length + SECTOR - 1) / SECTOR * SECTOR;
    room.position(room.position() + length).put(Zeros.run(padded - length));
    return padded;
  }

  private static void flush(int end, ByteBuffer room, List<Integer> lengths, Packed packed)
      throws IOException {
    if (!lengths.isEmpty()) {
      int[] each = lengths.stream().mapToInt(Integer::intValue).toArray();
      packed.put(end - each.length, room.flip(), each);
      lengths.clear();
    }
    room.clear();
  }

  /** The cluster in a direct buffer, behind whose frame anything may follow. */
  static ByteBuffer unpack(ByteBuffer packed, int clusterSize, long offset)
      throws DiskFormatException {
    ByteBuffer cluster = ByteBuffer.allocateDirect(clusterSize);
    try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
      boolean whole = false;
      while (!whole && packed.hasRemaining() && cluster.hasRemaining()) {
        int before = cluster.remaining() + packed.remaining();
        whole = context.decompressDirectByteBufferStream(cluster, packed);
        if (before == cluster.remaining() + packed.remaining()) {
          break;
        }
      }
      if (cluster.hasRemaining()) {
        throw DiskFormatException.corrupt("a compressed cluster that is too short", offset);
      }
      return cluster.flip();
    } catch (ZstdException e) {
      throw DiskFormatException.corrupt("a damaged cluster: " + e.getMessage(), offset);
    }
  }
}
