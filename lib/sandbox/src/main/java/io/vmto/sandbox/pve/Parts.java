package io.vmto.sandbox.pve;

import java.nio.file.Path;
import java.util.function.Supplier;

/** What the node is made of, for the calls that need more than one part. */
record Parts(
    Path scratchLog,
    Supplier<String> fingerprint,
    Access access,
    Login login,
    Guests guests,
    Pools pools,
    Storages storages,
    DiskImages images,
    Drives drives,
    GuestSettings values,
    Machines machines,
    GuestStatus status,
    Creation creation,
    Change change,
    Tasks tasks,
    Terminals terminals) {}
