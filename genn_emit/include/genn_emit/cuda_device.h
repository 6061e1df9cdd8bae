/* A CUDA device behind the functions that `definitions.h` declares: the same for every model, included by one file.
 *
 * Handles are addresses: a device is its number + 1, a buffer its device pointer. Codes are those of the CUDA runtime; zero is
 * success. Everything goes to the default stream of the primary context, which all libraries of a process share.
 */
#ifndef GENN_CUDA_DEVICE_H
#define GENN_CUDA_DEVICE_H

#include <cuda_runtime.h>
#include <stdint.h>

extern "C" int32_t genn_device_open(void **device, const void *, int32_t number)
{
    const cudaError_t code = cudaSetDevice(number);
    *device = reinterpret_cast<void *>(intptr_t(number) + 1);
    return int32_t(code != cudaSuccess ? code : cudaFree(nullptr)); /* makes the context */
}

extern "C" void genn_device_close(void *)
{
    cudaDeviceSynchronize();
}

/* Calls may come from any thread, and each thread has a current device of its own. */
extern "C" void genn_device_select(void *device)
{
    cudaSetDevice(int(reinterpret_cast<intptr_t>(device)) - 1);
}

/* Memory on the device, of undefined content; null when there is not enough. */
extern "C" void *genn_device_allocate(void *device, int64_t bytes)
{
    void *buffer = nullptr;
    genn_device_select(device);
    if (cudaMalloc(&buffer, size_t(bytes)) != cudaSuccess) {
        cudaGetLastError(); /* else the next launch reports it */
        return nullptr;
    }
    return buffer;
}

extern "C" void genn_device_free(void *device, void *buffer)
{
    genn_device_select(device);
    cudaFree(buffer);
}

extern "C" int32_t genn_device_push(void *device, void *buffer, const void *host, int64_t bytes)
{
    genn_device_select(device);
    return bytes <= 0 ? 0 : int32_t(cudaMemcpy(buffer, host, size_t(bytes), cudaMemcpyHostToDevice));
}

extern "C" int32_t genn_device_pull(void *device, void *buffer, void *host, int64_t bytes)
{
    genn_device_select(device);
    return bytes <= 0 ? 0 : int32_t(cudaMemcpy(host, buffer, size_t(bytes), cudaMemcpyDeviceToHost));
}

/* The int32 at the start of a buffer, which is not negative; less than 0 for a failure. */
extern "C" int64_t genn_device_count(void *device, void *buffer)
{
    int32_t count = 0;
    const int32_t code = genn_device_pull(device, buffer, &count, int64_t(sizeof count));
    return code != 0 ? -int64_t(code) : count;
}

/* Wait until everything is done. */
extern "C" int32_t genn_device_finish(void *device)
{
    genn_device_select(device);
    return int32_t(cudaDeviceSynchronize());
}

/* Whether the launches so far were accepted. */
extern "C" int32_t genn_launched(void *)
{
    return int32_t(cudaGetLastError());
}

#endif
