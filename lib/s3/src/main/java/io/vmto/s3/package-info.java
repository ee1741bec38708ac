/** Images of disks in an object store that speaks S3. Plain Java over the MinIO client. */
package io.vmto.s3;
