/* An OpenCL device behind the functions that `definitions.h` declares: the same for every model, included by one file.
 *
 * Handles are addresses: a device is a `genn_opencl_device`, buffers, programs and kernels are OpenCL's own. Codes are OpenCL's;
 * zero is success. The first code that setting arguments gives is kept and reported by the next launch.
 */
#ifndef GENN_OPENCL_DEVICE_H
#define GENN_OPENCL_DEVICE_H

#include "opencl_api.h"

extern "C" {
void *calloc(genn_cl_size count, genn_cl_size size) noexcept;
void free(void *memory) noexcept;
}

struct genn_opencl_device {
    genn_opencl cl;
    genn_cl_device id;
    genn_cl_context context;
    genn_cl_queue queue;
    genn_cl_int failed;
};

enum : int32_t {
    GENN_DEVICE_NO_MEMORY = -6,      /* CL_OUT_OF_HOST_MEMORY */
    GENN_DEVICE_NOT_FOUND = -1,      /* CL_DEVICE_NOT_FOUND */
    GENN_DEVICE_NO_LIBRARY = -10001, /* no code of OpenCL */
    GENN_MOST_PLATFORMS = 16,
    GENN_MOST_DEVICES = 64
};

static inline genn_opencl_device *genn_as_device(void *device)
{
    return static_cast<genn_opencl_device *>(device);
}

/* The device with this number, counted through all platforms in their order. */
static int32_t genn_find_device(genn_opencl_device *d, int32_t number)
{
    genn_cl_platform platforms[GENN_MOST_PLATFORMS];
    genn_cl_uint n_platforms = 0;
    const genn_cl_int code = d->cl.GetPlatformIDs(GENN_MOST_PLATFORMS, platforms, &n_platforms);
    if (code != 0) {
        return code;
    }
    for (genn_cl_uint p = 0; p < n_platforms && p < GENN_MOST_PLATFORMS; p++) {
        genn_cl_device devices[GENN_MOST_DEVICES];
        genn_cl_uint n_devices = 0;
        if (d->cl.GetDeviceIDs(platforms[p], GENN_CL_DEVICE_TYPE_ALL, GENN_MOST_DEVICES, devices, &n_devices) != 0) {
            continue;
        }
        if (number < int32_t(n_devices)) {
            d->id = devices[number];
            return 0;
        }
        number -= int32_t(n_devices);
    }
    return GENN_DEVICE_NOT_FOUND;
}

extern "C" void genn_device_close(void *device)
{
    genn_opencl_device *const d = genn_as_device(device);
    if (d->queue != nullptr) {
        d->cl.Finish(d->queue);
        d->cl.ReleaseCommandQueue(d->queue);
    }
    if (d->context != nullptr) {
        d->cl.ReleaseContext(d->context);
    }
    free(d); /* the library stays open: drivers do not like to be unloaded */
}

extern "C" int32_t genn_device_open(void **device, const void *library, int32_t number)
{
    genn_opencl_device *const d = static_cast<genn_opencl_device *>(calloc(1, sizeof(genn_opencl_device)));
    if (d == nullptr) {
        return GENN_DEVICE_NO_MEMORY;
    }
    int32_t code = GENN_DEVICE_NO_LIBRARY;
    if (genn_opencl_load(&d->cl, static_cast<const char *>(library), nullptr) == GENN_OPENCL_LOADED) {
        code = number < 0 ? GENN_DEVICE_NOT_FOUND : genn_find_device(d, number);
        if (code == 0) {
            d->context = d->cl.CreateContext(nullptr, 1, &d->id, nullptr, nullptr, &code);
        }
        if (code == 0) {
            d->queue = d->cl.CreateCommandQueue(d->context, d->id, 0, &code); /* in order */
        }
    }
    if (code != 0) {
        genn_device_close(d);
        return code;
    }
    *device = d;
    return 0;
}

/* A program from its text; also when this fails `program` is worth asking for its log, unless it is null. */
extern "C" int32_t genn_device_build(void *device, void **program, const void *text, const void *options)
{
    genn_opencl_device *const d = genn_as_device(device);
    const char *source = static_cast<const char *>(text);
    genn_cl_int code = 0;
    genn_cl_program made = d->cl.CreateProgramWithSource(d->context, 1, &source, nullptr, &code);
    *program = made;
    return code != 0 ? code : d->cl.BuildProgram(made, 1, &d->id, static_cast<const char *>(options), nullptr, nullptr);
}

/* At most `bytes` bytes of what the compiler said; the bytes that it takes with the zero at its end, less than 0 for a failure. */
extern "C" int64_t genn_device_log(void *device, void *program, void *text, int64_t bytes)
{
    genn_opencl_device *const d = genn_as_device(device);
    const genn_cl_program built = static_cast<genn_cl_program>(program);
    genn_cl_size needed = 0;
    const genn_cl_int code = d->cl.GetProgramBuildInfo(built, d->id, GENN_CL_PROGRAM_BUILD_LOG, 0, nullptr, &needed);
    if (code != 0) {
        return code;
    }
    if (int64_t(needed) <= bytes) {
        d->cl.GetProgramBuildInfo(built, d->id, GENN_CL_PROGRAM_BUILD_LOG, needed, text, nullptr);
    }
    return int64_t(needed);
}

/* A kernel by name; null when there is none. */
extern "C" void *genn_device_kernel(void *device, void *program, const void *name)
{
    genn_cl_int code = 0;
    genn_cl_kernel kernel =
        genn_as_device(device)->cl.CreateKernel(static_cast<genn_cl_program>(program), static_cast<const char *>(name), &code);
    return code == 0 ? kernel : nullptr;
}

/* Forget a program and its kernels. */
extern "C" void genn_device_release(void *device, void *program, void **kernels, int64_t count)
{
    genn_opencl_device *const d = genn_as_device(device);
    d->cl.Finish(d->queue);
    for (int64_t k = 0; k < count; k++) {
        if (kernels[k] != nullptr) {
            d->cl.ReleaseKernel(static_cast<genn_cl_kernel>(kernels[k]));
        }
    }
    if (program != nullptr) {
        d->cl.ReleaseProgram(static_cast<genn_cl_program>(program));
    }
}

/* Memory on the device, of undefined content; null when there is not enough. */
extern "C" void *genn_device_allocate(void *device, int64_t bytes)
{
    genn_opencl_device *const d = genn_as_device(device);
    genn_cl_int code = 0;
    genn_cl_memory buffer = d->cl.CreateBuffer(d->context, GENN_CL_MEM_READ_WRITE, genn_cl_size(bytes), nullptr, &code);
    return code == 0 ? buffer : nullptr;
}

extern "C" void genn_device_free(void *device, void *buffer)
{
    genn_as_device(device)->cl.ReleaseMemObject(static_cast<genn_cl_memory>(buffer));
}

extern "C" int32_t genn_device_push(void *device, void *buffer, const void *host, int64_t bytes)
{
    genn_opencl_device *const d = genn_as_device(device);
    const genn_cl_memory memory = static_cast<genn_cl_memory>(buffer);
    return bytes <= 0 ? 0 : d->cl.EnqueueWriteBuffer(d->queue, memory, 1, 0, genn_cl_size(bytes), host, 0, nullptr, nullptr);
}

extern "C" int32_t genn_device_pull(void *device, void *buffer, void *host, int64_t bytes)
{
    genn_opencl_device *const d = genn_as_device(device);
    const genn_cl_memory memory = static_cast<genn_cl_memory>(buffer);
    return bytes <= 0 ? 0 : d->cl.EnqueueReadBuffer(d->queue, memory, 1, 0, genn_cl_size(bytes), host, 0, nullptr, nullptr);
}

/* The int32 at the start of a buffer, which is not negative; less than 0 for a failure. */
extern "C" int64_t genn_device_count(void *device, void *buffer)
{
    int32_t count = 0;
    const int32_t code = genn_device_pull(device, buffer, &count, int64_t(sizeof count));
    return code != 0 ? code : count;
}

/* Wait until everything is done. */
extern "C" int32_t genn_device_finish(void *device)
{
    return genn_as_device(device)->cl.Finish(genn_as_device(device)->queue);
}

static inline void genn_set_argument(void *device, void *kernel, int32_t position, genn_cl_size size, const void *value)
{
    genn_opencl_device *const d = genn_as_device(device);
    const genn_cl_int code = d->cl.SetKernelArg(static_cast<genn_cl_kernel>(kernel), genn_cl_uint(position), size, value);
    d->failed = d->failed != 0 ? d->failed : code;
}

extern "C" void genn_set_buffer(void *device, void *kernel, int32_t position, void *buffer)
{
    genn_set_argument(device, kernel, position, sizeof buffer, &buffer);
}

extern "C" void genn_set_value(void *device, void *kernel, int32_t position, const void *value, int64_t bytes)
{
    genn_set_argument(device, kernel, position, genn_cl_size(bytes), value);
}

/* Enqueue `items` work-items, or up to `group` - 1 more, in groups of `group`. */
extern "C" int32_t genn_launch(void *device, void *kernel, int64_t items, int64_t group)
{
    genn_opencl_device *const d = genn_as_device(device);
    const genn_cl_size local = genn_cl_size(group), global = genn_cl_size((items + group - 1) / group * group);
    if (d->failed != 0) {
        const genn_cl_int code = d->failed;
        d->failed = 0;
        return code;
    }
    if (items <= 0) {
        return 0;
    }
    return d->cl.EnqueueNDRangeKernel(
        d->queue, static_cast<genn_cl_kernel>(kernel), 1, nullptr, &global, &local, 0, nullptr, nullptr);
}

#endif
