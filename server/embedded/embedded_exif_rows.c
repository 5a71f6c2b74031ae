/* data table */
/* The words are those of the common tools, so that what clients know elsewhere they find here. */
#include "embedded/embedded_exif_rows.h"

#include <string.h>

// clang-format off
static const struct embedded_exif_word orientation[] = {
	{ 1, "Horizontal (normal)" },
	{ 2, "Mirror horizontal" },
	{ 3, "Rotate 180" },
	{ 4, "Mirror vertical" },
	{ 5, "Mirror horizontal and rotate 270 CW" },
	{ 6, "Rotate 90 CW" },
	{ 7, "Mirror horizontal and rotate 90 CW" },
	{ 8, "Rotate 270 CW" },
	{ 0, NULL },
};

static const struct embedded_exif_word resolution_unit[] = {
	{ 1, "None" },
	{ 2, "inches" },
	{ 3, "cm" },
	{ 0, NULL },
};

static const struct embedded_exif_word compression[] = {
	{ 1, "Uncompressed" },
	{ 2, "CCITT 1D" },
	{ 3, "T4/Group 3 Fax" },
	{ 4, "T6/Group 4 Fax" },
	{ 5, "LZW" },
	{ 6, "JPEG (old-style)" },
	{ 7, "JPEG" },
	{ 8, "Adobe Deflate" },
	{ 32773, "PackBits" },
	{ 34712, "JPEG 2000" },
	{ 50000, "Zstd" },
	{ 50001, "WebP" },
	{ 0, NULL },
};

static const struct embedded_exif_word photometric[] = {
	{ 0, "WhiteIsZero" },
	{ 1, "BlackIsZero" },
	{ 2, "RGB" },
	{ 3, "RGB Palette" },
	{ 4, "Transparency Mask" },
	{ 5, "CMYK" },
	{ 6, "YCbCr" },
	{ 8, "CIELab" },
	{ 9, "ICCLab" },
	{ 10, "ITULab" },
	{ 0, NULL },
};

static const struct embedded_exif_word planar[] = {
	{ 1, "Chunky" },
	{ 2, "Planar" },
	{ 0, NULL },
};

static const struct embedded_exif_word positioning[] = {
	{ 1, "Centered" },
	{ 2, "Co-sited" },
	{ 0, NULL },
};

static const struct embedded_exif_word program[] = {
	{ 0, "Not Defined" },
	{ 1, "Manual" },
	{ 2, "Program AE" },
	{ 3, "Aperture-priority AE" },
	{ 4, "Shutter speed priority AE" },
	{ 5, "Creative (Slow speed)" },
	{ 6, "Action (High speed)" },
	{ 7, "Portrait" },
	{ 8, "Landscape" },
	{ 9, "Bulb" },
	{ 0, NULL },
};

static const struct embedded_exif_word sensitivity[] = {
	{ 0, "Unknown" },
	{ 1, "Standard Output Sensitivity" },
	{ 2, "Recommended Exposure Index" },
	{ 3, "ISO Speed" },
	{ 4, "Standard Output Sensitivity and Recommended Exposure Index" },
	{ 5, "Standard Output Sensitivity and ISO Speed" },
	{ 6, "Recommended Exposure Index and ISO Speed" },
	{ 7, "Standard Output Sensitivity, Recommended Exposure Index and ISO Speed" },
	{ 0, NULL },
};

static const struct embedded_exif_word metering[] = {
	{ 0, "Unknown" },
	{ 1, "Average" },
	{ 2, "Center-weighted average" },
	{ 3, "Spot" },
	{ 4, "Multi-spot" },
	{ 5, "Multi-segment" },
	{ 6, "Partial" },
	{ 255, "Other" },
	{ 0, NULL },
};

static const struct embedded_exif_word light[] = {
	{ 0, "Unknown" },
	{ 1, "Daylight" },
	{ 2, "Fluorescent" },
	{ 3, "Tungsten (Incandescent)" },
	{ 4, "Flash" },
	{ 9, "Fine Weather" },
	{ 10, "Cloudy" },
	{ 11, "Shade" },
	{ 12, "Daylight Fluorescent" },
	{ 13, "Day White Fluorescent" },
	{ 14, "Cool White Fluorescent" },
	{ 15, "White Fluorescent" },
	{ 16, "Warm White Fluorescent" },
	{ 17, "Standard Light A" },
	{ 18, "Standard Light B" },
	{ 19, "Standard Light C" },
	{ 20, "D55" },
	{ 21, "D65" },
	{ 22, "D75" },
	{ 23, "D50" },
	{ 24, "ISO Studio Tungsten" },
	{ 255, "Other" },
	{ 0, NULL },
};

static const struct embedded_exif_word flash[] = {
	{ 0x0, "No Flash" },
	{ 0x1, "Fired" },
	{ 0x5, "Fired, Return not detected" },
	{ 0x7, "Fired, Return detected" },
	{ 0x8, "On, Did not fire" },
	{ 0x9, "On, Fired" },
	{ 0xd, "On, Return not detected" },
	{ 0xf, "On, Return detected" },
	{ 0x10, "Off, Did not fire" },
	{ 0x14, "Off, Did not fire, Return not detected" },
	{ 0x18, "Auto, Did not fire" },
	{ 0x19, "Auto, Fired" },
	{ 0x1d, "Auto, Fired, Return not detected" },
	{ 0x1f, "Auto, Fired, Return detected" },
	{ 0x20, "No flash function" },
	{ 0x30, "Off, No flash function" },
	{ 0x41, "Fired, Red-eye reduction" },
	{ 0x45, "Fired, Red-eye reduction, Return not detected" },
	{ 0x47, "Fired, Red-eye reduction, Return detected" },
	{ 0x49, "On, Red-eye reduction" },
	{ 0x4d, "On, Red-eye reduction, Return not detected" },
	{ 0x4f, "On, Red-eye reduction, Return detected" },
	{ 0x50, "Off, Red-eye reduction" },
	{ 0x58, "Auto, Did not fire, Red-eye reduction" },
	{ 0x59, "Auto, Fired, Red-eye reduction" },
	{ 0x5d, "Auto, Fired, Red-eye reduction, Return not detected" },
	{ 0x5f, "Auto, Fired, Red-eye reduction, Return detected" },
	{ 0, NULL },
};

static const struct embedded_exif_word color_space[] = {
	{ 1, "sRGB" },
	{ 2, "Adobe RGB" },
	{ 0xfffd, "Wide Gamut RGB" },
	{ 0xfffe, "ICC Profile" },
	{ 0xffff, "Uncalibrated" },
	{ 0, NULL },
};

static const struct embedded_exif_word sensing[] = {
	{ 1, "Not defined" },
	{ 2, "One-chip color area" },
	{ 3, "Two-chip color area" },
	{ 4, "Three-chip color area" },
	{ 5, "Color sequential area" },
	{ 7, "Trilinear" },
	{ 8, "Color sequential linear" },
	{ 0, NULL },
};

static const struct embedded_exif_word file_source[] = {
	{ 1, "Film Scanner" },
	{ 2, "Reflection Print Scanner" },
	{ 3, "Digital Camera" },
	{ 0, NULL },
};

static const struct embedded_exif_word scene_type[] = {
	{ 1, "Directly photographed" },
	{ 0, NULL },
};

static const struct embedded_exif_word rendered[] = {
	{ 0, "Normal" },
	{ 1, "Custom" },
	{ 2, "HDR (no original saved)" },
	{ 3, "HDR (original saved)" },
	{ 4, "Original (for HDR)" },
	{ 6, "Panorama" },
	{ 7, "Portrait HDR" },
	{ 8, "Portrait" },
	{ 0, NULL },
};

static const struct embedded_exif_word exposure_mode[] = {
	{ 0, "Auto" },
	{ 1, "Manual" },
	{ 2, "Auto bracket" },
	{ 0, NULL },
};

static const struct embedded_exif_word white_balance[] = {
	{ 0, "Auto" },
	{ 1, "Manual" },
	{ 0, NULL },
};

static const struct embedded_exif_word scene_capture[] = {
	{ 0, "Standard" },
	{ 1, "Landscape" },
	{ 2, "Portrait" },
	{ 3, "Night" },
	{ 4, "Other" },
	{ 0, NULL },
};

static const struct embedded_exif_word gain[] = {
	{ 0, "None" },
	{ 1, "Low gain up" },
	{ 2, "High gain up" },
	{ 3, "Low gain down" },
	{ 4, "High gain down" },
	{ 0, NULL },
};

static const struct embedded_exif_word contrast[] = {
	{ 0, "Normal" },
	{ 1, "Low" },
	{ 2, "High" },
	{ 0, NULL },
};

static const struct embedded_exif_word sharpness[] = {
	{ 0, "Normal" },
	{ 1, "Soft" },
	{ 2, "Hard" },
	{ 0, NULL },
};

static const struct embedded_exif_word distance_range[] = {
	{ 0, "Unknown" },
	{ 1, "Macro" },
	{ 2, "Close" },
	{ 3, "Distant" },
	{ 0, NULL },
};

static const struct embedded_exif_word composite[] = {
	{ 0, "Unknown" },
	{ 1, "Not a Composite Image" },
	{ 2, "General Composite Image" },
	{ 3, "Composite Image Captured While Shooting" },
	{ 0, NULL },
};

static const struct embedded_exif_word plane_unit[] = {
	{ 1, "None" },
	{ 2, "inches" },
	{ 3, "cm" },
	{ 4, "mm" },
	{ 5, "um" },
	{ 0, NULL },
};

static const struct embedded_exif_word north_south[] = {
	{ 'N', "North" },
	{ 'S', "South" },
	{ 0, NULL },
};

static const struct embedded_exif_word east_west[] = {
	{ 'E', "East" },
	{ 'W', "West" },
	{ 0, NULL },
};

static const struct embedded_exif_word sea_level[] = {
	{ 0, "Above Sea Level" },
	{ 1, "Below Sea Level" },
	{ 0, NULL },
};

static const struct embedded_exif_word gps_status[] = {
	{ 'A', "Measurement Active" },
	{ 'V', "Measurement Void" },
	{ 0, NULL },
};

static const struct embedded_exif_word gps_mode[] = {
	{ '2', "2-Dimensional Measurement" },
	{ '3', "3-Dimensional Measurement" },
	{ 0, NULL },
};

static const struct embedded_exif_word gps_speed[] = {
	{ 'K', "km/h" },
	{ 'M', "mph" },
	{ 'N', "knots" },
	{ 0, NULL },
};

static const struct embedded_exif_word gps_north[] = {
	{ 'M', "Magnetic North" },
	{ 'T', "True North" },
	{ 0, NULL },
};

static const struct embedded_exif_word gps_distance[] = {
	{ 'K', "Kilometers" },
	{ 'M', "Miles" },
	{ 'N', "Nautical Miles" },
	{ 0, NULL },
};

static const struct embedded_exif_word differential[] = {
	{ 0, "No Correction" },
	{ 1, "Differential Corrected" },
	{ 0, NULL },
};

static const struct embedded_exif_row image_rows[] = {
	{ 0x0100, "ImageWidth", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0101, "ImageHeight", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0102, "BitsPerSample", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0103, "Compression", EMBEDDED_EXIF_WORD, compression },
	{ 0x0106, "PhotometricInterpretation", EMBEDDED_EXIF_WORD, photometric },
	{ 0x010d, "DocumentName", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x010e, "ImageDescription", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x010f, "Make", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x0110, "Model", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x0112, "Orientation", EMBEDDED_EXIF_WORD, orientation },
	{ 0x0115, "SamplesPerPixel", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x011a, "XResolution", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x011b, "YResolution", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x011c, "PlanarConfiguration", EMBEDDED_EXIF_WORD, planar },
	{ 0x011d, "PageName", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x0128, "ResolutionUnit", EMBEDDED_EXIF_WORD, resolution_unit },
	{ 0x0131, "Software", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x0132, "ModifyDate", EMBEDDED_EXIF_DATE, NULL },
	{ 0x013b, "Artist", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x013c, "HostComputer", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x013e, "WhitePoint", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x013f, "PrimaryChromaticities", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0201, "ThumbnailOffset", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0202, "ThumbnailLength", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0211, "YCbCrCoefficients", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0212, "YCbCrSubSampling", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0213, "YCbCrPositioning", EMBEDDED_EXIF_WORD, positioning },
	{ 0x0214, "ReferenceBlackWhite", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x4746, "Rating", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x4749, "RatingPercent", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x8298, "Copyright", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x9c9b, "XPTitle", EMBEDDED_EXIF_UCS2, NULL },
	{ 0x9c9c, "XPComment", EMBEDDED_EXIF_UCS2, NULL },
	{ 0x9c9d, "XPAuthor", EMBEDDED_EXIF_UCS2, NULL },
	{ 0x9c9e, "XPKeywords", EMBEDDED_EXIF_UCS2, NULL },
	{ 0x9c9f, "XPSubject", EMBEDDED_EXIF_UCS2, NULL },
};

static const struct embedded_exif_row exif_rows[] = {
	{ 0x829a, "ExposureTime", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x829d, "FNumber", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x8822, "ExposureProgram", EMBEDDED_EXIF_WORD, program },
	{ 0x8824, "SpectralSensitivity", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x8827, "ISO", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x8830, "SensitivityType", EMBEDDED_EXIF_WORD, sensitivity },
	{ 0x8831, "StandardOutputSensitivity", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x8832, "RecommendedExposureIndex", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x8833, "ISOSpeed", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9000, "ExifVersion", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x9003, "DateTimeOriginal", EMBEDDED_EXIF_DATE, NULL },
	{ 0x9004, "CreateDate", EMBEDDED_EXIF_DATE, NULL },
	{ 0x9010, "OffsetTime", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x9011, "OffsetTimeOriginal", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x9012, "OffsetTimeDigitized", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x9101, "ComponentsConfiguration", EMBEDDED_EXIF_COMPONENTS, NULL },
	{ 0x9102, "CompressedBitsPerPixel", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9201, "ShutterSpeedValue", EMBEDDED_EXIF_SHUTTER, NULL },
	{ 0x9202, "ApertureValue", EMBEDDED_EXIF_APERTURE, NULL },
	{ 0x9203, "BrightnessValue", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9204, "ExposureCompensation", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9205, "MaxApertureValue", EMBEDDED_EXIF_APERTURE, NULL },
	{ 0x9206, "SubjectDistance", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9207, "MeteringMode", EMBEDDED_EXIF_WORD, metering },
	{ 0x9208, "LightSource", EMBEDDED_EXIF_WORD, light },
	{ 0x9209, "Flash", EMBEDDED_EXIF_WORD, flash },
	{ 0x920a, "FocalLength", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9214, "SubjectArea", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9286, "UserComment", EMBEDDED_EXIF_COMMENT, NULL },
	{ 0x9290, "SubSecTime", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x9291, "SubSecTimeOriginal", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x9292, "SubSecTimeDigitized", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x9400, "AmbientTemperature", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9401, "Humidity", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9402, "Pressure", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9403, "WaterDepth", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9404, "Acceleration", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x9405, "CameraElevationAngle", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa000, "FlashpixVersion", EMBEDDED_EXIF_TEXT, NULL },
	{ 0xa001, "ColorSpace", EMBEDDED_EXIF_WORD, color_space },
	{ 0xa002, "ExifImageWidth", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa003, "ExifImageHeight", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa004, "RelatedSoundFile", EMBEDDED_EXIF_TEXT, NULL },
	{ 0xa20b, "FlashEnergy", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa20e, "FocalPlaneXResolution", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa20f, "FocalPlaneYResolution", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa210, "FocalPlaneResolutionUnit", EMBEDDED_EXIF_WORD, plane_unit },
	{ 0xa214, "SubjectLocation", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa215, "ExposureIndex", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa217, "SensingMethod", EMBEDDED_EXIF_WORD, sensing },
	{ 0xa300, "FileSource", EMBEDDED_EXIF_WORD, file_source },
	{ 0xa301, "SceneType", EMBEDDED_EXIF_WORD, scene_type },
	{ 0xa401, "CustomRendered", EMBEDDED_EXIF_WORD, rendered },
	{ 0xa402, "ExposureMode", EMBEDDED_EXIF_WORD, exposure_mode },
	{ 0xa403, "WhiteBalance", EMBEDDED_EXIF_WORD, white_balance },
	{ 0xa404, "DigitalZoomRatio", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa405, "FocalLengthIn35mmFormat", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0xa406, "SceneCaptureType", EMBEDDED_EXIF_WORD, scene_capture },
	{ 0xa407, "GainControl", EMBEDDED_EXIF_WORD, gain },
	{ 0xa408, "Contrast", EMBEDDED_EXIF_WORD, contrast },
	{ 0xa409, "Saturation", EMBEDDED_EXIF_WORD, contrast },
	{ 0xa40a, "Sharpness", EMBEDDED_EXIF_WORD, sharpness },
	{ 0xa40c, "SubjectDistanceRange", EMBEDDED_EXIF_WORD, distance_range },
	{ 0xa420, "ImageUniqueID", EMBEDDED_EXIF_TEXT, NULL },
	{ 0xa430, "OwnerName", EMBEDDED_EXIF_TEXT, NULL },
	{ 0xa431, "SerialNumber", EMBEDDED_EXIF_TEXT, NULL },
	{ 0xa432, "LensInfo", EMBEDDED_EXIF_LENS, NULL },
	{ 0xa433, "LensMake", EMBEDDED_EXIF_TEXT, NULL },
	{ 0xa434, "LensModel", EMBEDDED_EXIF_TEXT, NULL },
	{ 0xa435, "LensSerialNumber", EMBEDDED_EXIF_TEXT, NULL },
	{ 0xa460, "CompositeImage", EMBEDDED_EXIF_WORD, composite },
	{ 0xa500, "Gamma", EMBEDDED_EXIF_NUMBER, NULL },
};

static const struct embedded_exif_row gps_rows[] = {
	{ 0x0000, "GPSVersionID", EMBEDDED_EXIF_DOTTED, NULL },
	{ 0x0001, "GPSLatitudeRef", EMBEDDED_EXIF_WORD, north_south },
	{ 0x0002, "GPSLatitude", EMBEDDED_EXIF_DEGREES, NULL },
	{ 0x0003, "GPSLongitudeRef", EMBEDDED_EXIF_WORD, east_west },
	{ 0x0004, "GPSLongitude", EMBEDDED_EXIF_DEGREES, NULL },
	{ 0x0005, "GPSAltitudeRef", EMBEDDED_EXIF_WORD, sea_level },
	{ 0x0006, "GPSAltitude", EMBEDDED_EXIF_ALTITUDE, NULL },
	{ 0x0007, "GPSTimeStamp", EMBEDDED_EXIF_TIME, NULL },
	{ 0x0008, "GPSSatellites", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x0009, "GPSStatus", EMBEDDED_EXIF_WORD, gps_status },
	{ 0x000a, "GPSMeasureMode", EMBEDDED_EXIF_WORD, gps_mode },
	{ 0x000b, "GPSDOP", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x000c, "GPSSpeedRef", EMBEDDED_EXIF_WORD, gps_speed },
	{ 0x000d, "GPSSpeed", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x000e, "GPSTrackRef", EMBEDDED_EXIF_WORD, gps_north },
	{ 0x000f, "GPSTrack", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0010, "GPSImgDirectionRef", EMBEDDED_EXIF_WORD, gps_north },
	{ 0x0011, "GPSImgDirection", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0012, "GPSMapDatum", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x0013, "GPSDestLatitudeRef", EMBEDDED_EXIF_WORD, north_south },
	{ 0x0014, "GPSDestLatitude", EMBEDDED_EXIF_DEGREES, NULL },
	{ 0x0015, "GPSDestLongitudeRef", EMBEDDED_EXIF_WORD, east_west },
	{ 0x0016, "GPSDestLongitude", EMBEDDED_EXIF_DEGREES, NULL },
	{ 0x0017, "GPSDestBearingRef", EMBEDDED_EXIF_WORD, gps_north },
	{ 0x0018, "GPSDestBearing", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x0019, "GPSDestDistanceRef", EMBEDDED_EXIF_WORD, gps_distance },
	{ 0x001a, "GPSDestDistance", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x001b, "GPSProcessingMethod", EMBEDDED_EXIF_COMMENT, NULL },
	{ 0x001c, "GPSAreaInformation", EMBEDDED_EXIF_COMMENT, NULL },
	{ 0x001d, "GPSDateStamp", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x001e, "GPSDifferential", EMBEDDED_EXIF_WORD, differential },
	{ 0x001f, "GPSHPositioningError", EMBEDDED_EXIF_NUMBER, NULL },
};

static const struct embedded_exif_row interoperability_rows[] = {
	{ 0x0001, "InteropIndex", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x0002, "InteropVersion", EMBEDDED_EXIF_TEXT, NULL },
	{ 0x1001, "RelatedImageWidth", EMBEDDED_EXIF_NUMBER, NULL },
	{ 0x1002, "RelatedImageHeight", EMBEDDED_EXIF_NUMBER, NULL },
};

static const struct {
	const struct embedded_exif_row *rows;
	size_t count;
} groups[EMBEDDED_EXIF_GROUPS] = {
	[EMBEDDED_EXIF_IMAGE] = { image_rows, ARRAY_LEN(image_rows) },
	[EMBEDDED_EXIF_THUMBNAIL] = { image_rows, ARRAY_LEN(image_rows) },
	[EMBEDDED_EXIF_EXIF] = { exif_rows, ARRAY_LEN(exif_rows) },
	[EMBEDDED_EXIF_GPS] = { gps_rows, ARRAY_LEN(gps_rows) },
	[EMBEDDED_EXIF_INTEROPERABILITY] = { interoperability_rows, ARRAY_LEN(interoperability_rows) },
};
// clang-format on

const struct embedded_exif_row *embedded_exif_row(enum embedded_exif_group group, unsigned tag)
{
	for (size_t i = 0; i < groups[group].count; i++) {
		if (groups[group].rows[i].tag == tag)
			return &groups[group].rows[i];
	}
	return NULL;
}

static const struct embedded_exif_row *named(enum embedded_exif_group group, const char *name)
{
	for (size_t i = 0; i < groups[group].count; i++) {
		if (strcmp(groups[group].rows[i].name, name) == 0)
			return &groups[group].rows[i];
	}
	return NULL;
}

const struct embedded_exif_row *embedded_exif_row_named(const char *name)
{
	const struct embedded_exif_row *row = named(EMBEDDED_EXIF_IMAGE, name);

	return row ? row : named(EMBEDDED_EXIF_EXIF, name);
}

const char *embedded_exif_word(const struct embedded_exif_row *row, int value)
{
	for (const struct embedded_exif_word *w = row->words; w && w->word; w++) {
		if (w->value == value)
			return w->word;
	}
	return NULL;
}
