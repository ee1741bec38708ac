/** A pretend vCenter with one ESXi host: SOAP API, NFC export, datastore files over HTTPS. */
@NullMarked
package io.vmto.sandbox.vcenter;

import org.jspecify.annotations.NullMarked;
